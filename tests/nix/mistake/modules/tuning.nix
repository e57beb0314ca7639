{ lib, ... }:
let
  common = [ "--pids-limit=100" ];
in
{
  virtualisation.oci-containers.containers.web.extraOptions = lib.mkIf true (
    common ++ [ "--memroy=1g" ]
  );
}
