{ lib, ... }:
{
  virtualisation.oci-containers.containers.modules.ports = lib.mkAfter [ "82:82" ];
}
