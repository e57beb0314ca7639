{ config, lib, ... }:
let
  tag = "1.2";
  ports = [ "8080:80" ];
  more = {
    bound = {
      image = "docker.io/library/bound:1";
      extraOptions = [
        "--network"
        "lan"
        "--memory=1g"
      ];
    };
  };
in
{
  imports = [ ../../modules/media.nix ];
  virtualisation = {
    oci-containers = {
      backend = "podman";
      containers = more // {
        "my app" = {
          image = "docker.io/library/app:${tag}";
          inherit ports;
          dependsOn = [ "db" ];
        };
        db = lib.mkIf config.services.db.enable {
          image = "docker.io/library/postgres:16";
          volumes = [
            "pg:/var/lib/postgresql/data"
            "${config.data}/conf:/conf:ro"
          ];
        };
      };
    };
  };
}
