## PKG_ADD: exit (0)
function aaa ()
end
