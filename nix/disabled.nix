# What K3s is told to leave out: `parts` are the values of `services.k3s.disable`, and of `--disable` among the flags;
# `options` are its other flags by which something is not there.
{ lib }:
k3s:
let
  flags = toString (k3s.extraFlags or [ ]);
  # The groups of every match.
  matches =
    pattern:
    lib.concatMap (found: lib.optional (lib.isList found) (lib.head found)) (
      builtins.split pattern flags
    );
in
{
  parts =
    (k3s.disable or [ ]) ++ lib.concatMap (lib.splitString ",") (matches "--disable[= ]([^ ]+)");
  options =
    map (name: "--disable-${name}") (
      matches "--disable-(helm-controller|kube-proxy|network-policy)(=true)?( |$)"
    )
    ++ map (_: "--flannel-backend=none") (matches "--flannel-backend[= ](none)( |$)");
}
