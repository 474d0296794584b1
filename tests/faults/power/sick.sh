# A disk that fails: dm-flakey below the file system refuses every write, or
# drops them and says that all is well.  Sourced by init.
sectors=$(cat /sys/block/vda/size)
say_mapper() { dmsetup --noudevsync --noudevrules "$@" >/dev/null; }
disk_is() {  # healthy, refusing, lying
  case $1 in
    healthy) table="0 $sectors linear /dev/vda 0" ;;
    refusing) table="0 $sectors flakey /dev/vda 0 0 3600 1 error_writes" ;;
    lying) table="0 $sectors flakey /dev/vda 0 0 3600 1 drop_writes" ;;
  esac
  say_mapper suspend --nolockfs --noflush sick
  say_mapper load sick --table "$table"
  say_mapper resume sick
}
# A moment of 0.5 to 2.5 s, drawn anew each time.
moment() { usleep $((500000 + $(hexdump -n 2 -e '"%u"' /dev/urandom) * 30)); }

say_mapper create sick --table "0 $sectors linear /dev/vda 0"
mount -t "$fs" /dev/dm-0 /disk || say mount failed
mkdir -p /run/support
power prepare /disk >&3

refusals() {  # `times` failures, each healed
  for time in $(seq "$times"); do
    $program storm /disk "$round-$time" 4 >>/run/told &
    until grep -q begins /run/told; do usleep 50000; done
    moment
    disk_is refusing
    wait $!
    sed -i s/begins/began/ /run/told
    [ -e /run/support/storage-latched ] && say latched
    disk_is healthy
    # The file system may have shut itself: what it holds, a mount tells.
    umount /disk
    mount -t "$fs" /dev/dm-0 /disk || say mount failed
    $program read /disk /run/told "$round-$time" >&3
    supportctl -c /etc/support.conf storage clear >/run/verify 2>&1
    say cleared $? "$(tail -n 1 /run/verify)"
    $program check /disk /run/told "$round-$time" >/run/more
    cat /run/more >>/run/told
    cat /run/more >&3
    for bad in $(awk '/^refused append/ {print $3}' /run/more); do
      tail -c 700 /disk/data/conversations/*/*/*/$bad.jsonl | hexdump -C >&3
    done
    supportctl -c /etc/support.conf verify >/run/verify
    say verify $? "$(tail -n 1 /run/verify)"
    grep ': damage: ' /run/verify >&3
  done
  grep -c ^refused /run/told | sed 's/^/refusals /' >&3
}

lies() {  # until the power goes; what was told before `lying` must be there
  $program storm /disk "$round" 4 >&3 &
  moment
  say lying begins
  disk_is lying
  wait
}

case ${disk:-refusing} in
  refusing) refusals ;;
  lying) lies ;;
esac
umount /disk
