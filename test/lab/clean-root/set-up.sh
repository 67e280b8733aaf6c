#!/bin/sh
# Makes a root of its own and goes into it. PLACE is a directory; LOWER a whole root to stand on, or empty: then the root has
# this machine's /usr and an /etc with the bare minimum, and nothing else. INIT is what runs as process 1. BINDS are pairs
# SOURCE:TARGET that are laid over with a layer of their own. Everything that is written is gone with the last process.
set -eu
if [ "${1-}" != inside ]; then
  mount --make-rprivate /
  # Of a group of its own, so that what systemd makes there can be removed.
  mkdir -p "$PLACE/groups"
  mount -t cgroup2 cgroup2 "$PLACE/groups"
  mkdir -p "$PLACE/groups/$GROUP"
  echo $$ > "$PLACE/groups/$GROUP/cgroup.procs"
  exec unshare --pid --cgroup --uts --ipc --fork --kill-child sh "$0" inside
fi
# /proc is still that of the machine: this is the process as others see it.
read -r pid _ < /proc/self/stat
exec 3> "$PLACE/ready"

mkdir -p "$PLACE/layers"
mount -t tmpfs -o mode=755 tmpfs "$PLACE/layers"
layer() { # LOWER NAME TARGET
  mkdir -p "$PLACE/layers/$2" "$PLACE/layers/$2.work" "$3"
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$PLACE/layers/$2,workdir=$PLACE/layers/$2.work" "$3"
}
root=$PLACE/layers/root
mkdir "$root"
if [ -n "$LOWER" ]; then
  layer "$LOWER" all "$root"
else
  mount --bind "$root" "$root" # only what is mounted can become the root
  layer /usr usr "$root/usr"
  for name in bin sbin lib lib32 lib64; do
    if [ -L "/$name" ]; then ln -s "usr/$name" "$root/$name"
    elif [ -d "/$name" ]; then layer "/$name" "$name" "$root/$name"; fi
  done
  for name in etc/systemd/system home opt root srv var/cache var/lib var/log var/tmp; do mkdir -p "$root/$name"; done
  chmod 700 "$root/root"
  for name in alternatives ca-certificates.conf ld.so.cache ld.so.conf ld.so.conf.d login.defs npmrc nsswitch.conf ssl; do
    [ ! -e "/etc/$name" ] || cp -a "/etc/$name" "$root/etc/"
  done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n' > "$root/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' > "$root/etc/group"
  : > "$root/etc/shadow" && : > "$root/etc/gshadow" && : > "$root/etc/machine-id"
fi
cat /etc/hosts > "$root/etc/hosts"
cat /etc/resolv.conf > "$root/etc/resolv.conf" 2> /dev/null || :
for pair in $BINDS; do layer "${pair%%:*}" "$(echo "${pair#*:}" | tr / _)" "$root${pair#*:}"; done

cd "$root"
mkdir -p dev old proc run sys tmp
chmod 1777 tmp
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do : > "dev/$name" && mount --bind "/dev/$name" "dev/$name"; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx && ln -s /proc/self/fd dev/fd
# A node of its own: systemd gives the console another mode, which must not be that of the machine's /dev/null.
mknod -m 600 dev/console c 1 3 2> /dev/null || : > dev/console
mount -t tmpfs tmpfs dev/shm
mount -t proc proc proc
# Nothing in there sets what is the machine's.
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys || mount --rbind /sys sys
mountpoint -q sys/fs/cgroup || mount -t tmpfs tmpfs sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
pivot_root . old
umount -l /old && rmdir /old
# systemd shows what its helpers mount, credentials among it, to services this way.
mount --make-rshared /
cd /
echo "$pid" >&3
exec 3>&-
# shellcheck disable=SC2086
exec env -i container=lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $INIT < /dev/null
