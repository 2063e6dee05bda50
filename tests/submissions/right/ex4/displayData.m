function [h, display_array] = displayData(X, example_width)
error('nobody looks');
end
