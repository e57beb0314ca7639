{ lib, ... }:
let
  a = lib.mkMerge [
    a
    a
    a
    a
    a
    a
    a
    a
  ];
in
{
  virtualisation.oci-containers = a;
}
