# Runs Octave in the folder of a session, and leaves nothing behind:
#
#     sh session.sh FOLDER PROGRAM [ARGUMENT...]
#
# When Octave ends, the folder is removed. When Python ends, however it does, Octave is killed
# first. That Python has ended, the FIFO `alive` tells: Python holds its only write end, and the
# kernel closes it. No signal is needed, because a signal that was ignored when the shell started
# (nohup ignores SIGHUP, a job in the background SIGINT) cannot be trapped.

folder=$1
shift
cd "$folder" || exit

# To open a FIFO for reading waits for a writer, for ever if Python has ended by now. To open it
# for both does not wait, and then neither does reading.
exec 3<>alive 4<alive 3>&-

octave=
trap 'kill -9 $octave' HUP INT TERM # when the terminal closes, unless it is ignored

exec 5<&0 # of its own, a job in the background would have /dev/null for input
"$@" <&5 4<&- 5<&- &
octave=$!
exec 5<&-

(
    trap '' HUP INT QUIT TERM
    read -r nothing # waits for the end of the file
    kill -9 $octave
) <&4 >/dev/null 2>&1 &

wait $octave || wait $octave # a signal ends the first before Octave has ended
cd /
rm -rf "$folder"
kill -9 0 # all that is left in this group: the one that waits, and what Octave started
