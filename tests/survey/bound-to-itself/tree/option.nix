{ lib, ... }:
let
  a = a ++ a ++ a ++ [ "1:1" ];
  b = lib.mkMerge [
    b
    b
    b
    b
    b
    b
    b
    b
  ];
  text = "x${text}";
  sum = sum + "y";
in
{
  virtualisation.oci-containers.containers.text.image = text;
  virtualisation.oci-containers.containers.sum.image = sum;
  virtualisation.oci-containers.containers.ports.ports = a;
  virtualisation.oci-containers.containers.whole = b;
  virtualisation.oci-containers.containers.after.image = "docker.io/library/after:1";
}
