# The parts that K3s leaves out: `services.k3s.disable`, and `--disable` among the flags.
{ lib }:
k3s:
(k3s.disable or [ ])
++ lib.concatMap (found: lib.optionals (lib.isList found) (lib.splitString "," (lib.head found))) (
  builtins.split "--disable[= ]([^ ]+)" (toString (k3s.extraFlags or [ ]))
)
