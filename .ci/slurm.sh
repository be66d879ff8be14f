#!/usr/bin/env bash
# A Slurm of one node on this machine, from the packages slurm-wlm and munge, for the tests that need one.
# Does nothing where Slurm is configured already, or for any user but root.
set -euo pipefail
[ "$(id -u)" = 0 ] && command -v slurmctld munged >/dev/null || exit 0
[ -e /etc/slurm/slurm.conf ] && exit 0

folder=/var/spool/slurm-of-one-node
install -d "$folder" "$folder/state" "$folder/spool" /etc/slurm
memory=$(awk '/MemTotal/ {print int($2 / 1024 * 0.8)}' /proc/meminfo)
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=one
SlurmctldHost=localhost
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=1
ReturnToService=2
MinJobAge=300
MpiDefault=none
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
head -c 1024 /dev/urandom >"$folder/key"
chmod 400 "$folder/key"
munged --force --socket="$folder/munge.socket" --key-file="$folder/key" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/seed"
slurmctld
slurmd -N localhost
for _ in $(seq 20); do
  sinfo --noheader --format=%T 2>/dev/null | grep -q idle && exit 0
  sleep 1
done
echo 'note: Slurm did not start; the tests that need it are skipped'
