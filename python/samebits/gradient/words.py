"""The words for mistakes in a cost and its gradient, for `check_gradient` and the exercises alike."""

J_NOT_DIVIDED = "J is not divided by m"
J_NOT_REGULARISED = "J is not regularised"
BIAS_IN_J = "the bias columns are regularised in J, and should not be"
LAMBDA_OVER_M_IN_J = "J's regularisation is lambda/m times the squares; it should be lambda/(2m)"
GRADIENT_NOT_DIVIDED = "the gradient is not divided by m"
GRADIENT_NOT_REGULARISED = "the gradient is not regularised"
BIAS_IN_GRADIENT = "the bias columns are regularised in the gradient, and should not be"
LAMBDA_NOT_DIVIDED = "the gradient's regularisation is not divided by m"
UNROLLED_BY_ROWS = (
    "the gradient is unrolled row by row; Octave's (:) goes down the columns (in NumPy: order='F')"
)
# Behind the name of what is meant: nn_params or theta, delta3 or that of another layer
RESHAPED_BY_ROWS = "is reshaped row by row; Octave fills the columns first (in NumPy: order='F')"
REVERSED = "is y - h; it should be h - y"
BEFORE_THE_FIRST = "stands before Theta1_grad in the gradient"
