# On the host: podman's units of moved containers are masked, and one unit puts the bundle where K3s reads it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.k3sMigrate;
  inherit (config.services) k3s;
  inherit (config.virtualisation.oci-containers) containers;
  moved = lib.filterAttrs (_: container: container.k3s.enable) containers;
  kept = lib.filterAttrs (_: container: !container.k3s.enable) containers;
  isServer = k3s.role == "server";

  # An image that Nix built: the agent of K3s loads it from a file.
  images = lib.concatMap (
    container:
    lib.optional (container.imageFile != null) container.imageFile
    ++ lib.optional (container.imageStream != null) (
      pkgs.runCommand "${container.imageStream.name}.tar" { } "${container.imageStream} > $out"
    )
  ) (lib.attrValues moved);
in
{
  config = lib.mkIf cfg.enable {
    systemd.services = lib.mkMerge [
      # NixOS names the units. `enable = false` masks a unit: nothing can start it by accident.
      (lib.mapAttrs' (
        _: container: lib.nameValuePair container.serviceName { enable = lib.mkForce false; }
      ) moved)

      # A container that went back to podman does not start while K3s may still run it, nor at boot: two instances
      # would write the same files. `install` keeps that folder, and empties it once K3s was seen to have stopped it.
      (lib.mkIf (cfg.install.enable && cfg.install.confirm && isServer) (
        lib.mapAttrs' (
          _: container:
          lib.nameValuePair container.serviceName {
            unitConfig.AssertPathExists = [
              "!/var/lib/k3s-migrate/held/${container.serviceName}.service"
            ];
          }
        ) kept
      ))

      (lib.mkIf cfg.install.enable {
        k3s-migrate = {
          description = "Manifests of containers that moved from podman to K3s";
          wantedBy = [ "multi-user.target" ];
          wants = [ "k3s.service" ];
          # Where Secrets come from; a unit that does not exist does no harm. Not after K3s: at boot there is
          # nothing to wait for, and podman's containers must not wait for K3s.
          after = [
            "agenix-install-secrets.service"
            "sops-install-secrets.service"
          ];
          # A container that went back to podman starts when K3s has stopped it.
          before = map (container: "${container.serviceName}.service") (lib.attrValues kept);
          restartTriggers = [ cfg.manifests ];
          # `kubectl`, to ask whether K3s has applied everything; `podman`, for the secrets in its store.
          path = [
            k3s.package
          ]
          ++ lib.optional (config.virtualisation.podman.enable or false) config.virtualisation.podman.package;
          serviceConfig = {
            # It has run, and is not active: each deployment runs it again. It reads Secrets again, and writes
            # only what changed.
            Type = "oneshot";
            ExecStart = lib.escapeShellArgs (
              [
                (lib.getExe cfg.package)
                "install"
                cfg.manifests
                "--host"
                config.networking.hostName
              ]
              ++ lib.optionals (cfg.install.seccompList != null) [
                "--seccomp-list"
                cfg.install.seccompList
              ]
              ++ (
                if isServer then
                  [
                    "--generations"
                    (toString cfg.install.keepGenerations)
                    "--prune"
                    cfg.install.prune
                  ]
                  ++ lib.optionals cfg.install.confirm [
                    "--confirm"
                    "--unless-confirmed"
                  ]
                else
                  [ "--profiles" ]
              )
            );
          };
        };
      })
    ];

    services.k3s.images = lib.unique images;

    # For `just diff`, `k3s-migrate explain -f`, and people who read it.
    environment.etc."k3s-migrate/bundle".source = cfg.manifests;
    environment.systemPackages = [ cfg.package ];
  };
}
