# The bundle and the system of a host whose container has its secrets in a file beside its definition.
{ nixpkgs }:
let
  lib = import "${nixpkgs}/lib";
  host = import "${nixpkgs}/nixos.nix" { inherit lib; } {
    modules = [
      ../../modules
      {
        networking.hostName = "storage";
        networking.firewall.enable = false;
        services.k3s.enable = true;
        services.k3sMigrate.enable = true;
        virtualisation.oci-containers.containers.web = {
          image = "docker.io/library/web:1";
          environmentFiles = [ ./cases/secret.env ];
        };
      }
    ];
  };
in
[
  host.config.services.k3sMigrate.manifests
  host.config.system.build.toplevel
]
