# Runs Octave in the folder of a session, and leaves nothing behind:
#
#     sh session.sh FOLDER PROGRAM [ARGUMENT...]
#
# When Octave ends, the folder is removed. When Python ends, in whatever way, Octave is killed
# first. The FIFO `alive` shows that Python has ended: Python has its only write end open, and the
# kernel closes it. A signal would not do, because a signal that was ignored when the shell started
# (nohup ignores SIGHUP, a background job SIGINT) cannot be trapped.

folder=$1
shift
cd "$folder" || exit

# Opening a FIFO for reading waits for a writer, for ever if Python has already ended. Opening it
# for both does not wait, and then opening it for reading does not wait either.
exec 3<>alive 4<alive 3>&-

octave=
trap 'kill -9 $octave' HUP INT TERM # when the terminal closes, unless it is ignored

exec 5<&0 # without this, a background job would have /dev/null as its input
"$@" <&5 4<&- 5<&- &
octave=$!
exec 5<&-

(
    trap '' HUP INT QUIT TERM
    read -r nothing # waits for the end of the file, that is of Python
    kill -9 $octave
) <&4 >/dev/null 2>&1 &

wait $octave || wait $octave # a signal ends the first wait before Octave has ended
cd /
rm -rf "$folder"
kill -9 0 # what is left in this process group: the waiting subshell, and what Octave started
