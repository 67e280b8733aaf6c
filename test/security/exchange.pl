#!/usr/bin/perl
# Plays the owner of a directory who puts another one in its place while root works in it.
#
# usage: exchange.pl UID SECONDS DIRECTORY OTHER
#
# As user UID: waits until something about DIRECTORY changes, then exchanges the names DIRECTORY and OTHER at once and
# for good (renameat2 with RENAME_EXCHANGE). Says "watching" when it begins, then "exchanged", or "nothing happened"
# when the time is over.
use strict;
use warnings;

my ($user, $seconds, $directory, $other) = @ARGV;
my %numbers = (x86_64 => 316, aarch64 => 276, riscv64 => 276, armv7l => 382, ppc64le => 357, s390x => 347);
my $machine = `uname -m`;
chomp $machine;
my $renameat2 = $numbers{$machine} or die "no number of renameat2 for $machine\n";
my ($here, $exchange) = (-100, 2);

$) = "$user $user";
$( = $user;
$< = $user;
$> = $user;
die "still root\n" if $< == 0 || $> == 0;

sub look { return join ' ', (lstat $directory)[2, 4, 5, 9, 10] }

# Times of files have the grain of a clock tick: what comes next must differ.
my $before = look();
select undef, undef, undef, 0.05;
$| = 1;
print "watching\n";
my $end = time + $seconds;
while (time < $end) {
    for (1 .. 100) {
        next if look() eq $before;
        syscall($renameat2, $here, "$directory", $here, "$other", $exchange) == 0 or die "renameat2: $!\n";
        print "exchanged\n";
        exit 0;
    }
}
print "nothing happened\n";
