# What both hosts share: podman as the engine, and a network of its own for each group of containers.
{ config, lib, ... }:
let
  cfg = config.virtualisation.oci-containers;
  inUse = lib.unique (lib.concatMap (container: container.networks) (lib.attrValues cfg.containers));
in
{
  virtualisation.oci-containers.backend = "podman";

  virtualisation.podman = {
    enable = true;
    # Containers find each other by name on podman's default network, too.
    defaultNetwork.settings.dns_enabled = true;
  };

  # oci-containers joins networks and creates none.
  systemd.services = lib.listToAttrs (
    map (network: {
      name = "podman-network-${network}";
      value = {
        description = "podman network ${network}";
        wantedBy = [ "multi-user.target" ];
        before = map (container: "${container.serviceName}.service") (
          lib.filter (container: lib.elem network container.networks) (lib.attrValues cfg.containers)
        );
        path = [ config.virtualisation.podman.package ];
        serviceConfig = {
          Type = "oneshot";
          RemainAfterExit = true;
        };
        script = "podman network create --ignore ${network}";
      };
    }) inUse
  );

  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];
}
