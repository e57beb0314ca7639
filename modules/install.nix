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
  state = "/var/lib/k3s-migrate";

  # A container that podman runs does not start while K3s may still run it, nor at boot: two instances would write the
  # same files. `install` keeps these files, by the name of the unit and by that of the container, whose unit may have had
  # another name or another backend before; it removes them once K3s was seen to have stopped the container.
  guarded = lib.mapAttrs' (
    name: container:
    lib.nameValuePair container.serviceName {
      unitConfig.AssertPathExists = [
        "!${state}/held/${container.serviceName}.service"
      ]
      ++ lib.optional (plain name) "!${state}/held-containers/${name}";
    }
  );
  plain = name: builtins.match "[A-Za-z0-9_-][A-Za-z0-9_.-]*" name != null;

  # An image that Nix built: the agent of K3s loads it from a file.
  images = lib.concatMap (
    container:
    lib.optional (container.imageFile != null) container.imageFile
    ++ lib.optional (container.imageStream != null) (
      pkgs.runCommand "${container.imageStream.name}.tar" { } "${container.imageStream} > $out"
    )
  ) (lib.attrValues moved);

  install = [
    (lib.getExe cfg.package)
    "install"
    cfg.manifests
    "--host"
    config.networking.hostName
  ];
  arguments =
    install
    ++ [ "--start-released" ]
    ++ lib.optionals (cfg.install.seccompList != null) [
      "--seccomp-list"
      cfg.install.seccompList
    ]
    ++ (
      if isServer then
        [
          # K3s makes the directory when it first starts, which may be later.
          "--create"
          "--generations"
          (toString cfg.install.keepGenerations)
          "--prune"
          cfg.install.prune
        ]
        ++ lib.optionals cfg.install.confirm [
          "--confirm"
          "--unless-confirmed"
          "--unless-starting"
        ]
      else
        [ "--profiles" ]
    );
  installs = {
    # Where Secrets come from; a unit that does not exist does no harm. Not after K3s: at boot there is
    # nothing to wait for.
    after = [
      "agenix-install-secrets.service"
      "k3s-migrate-guard.service"
      "sops-install-secrets.service"
    ];
    # `kubectl`, to ask whether K3s has applied everything; `podman`, for the secrets in its store.
    path = [
      k3s.package
    ]
    ++ lib.optional (config.virtualisation.podman.enable or false) config.virtualisation.podman.package;
    serviceConfig = {
      # It has run, and is not active: each deployment runs it again. It reads Secrets again, and writes
      # only what changed.
      Type = "oneshot";
      ExecStart = lib.escapeShellArgs arguments;
      # All that it asks has a deadline; this is for what nobody thought of.
      TimeoutStartSec = "10min";
    };
  };
in
{
  config = lib.mkMerge [
    # Also where the module is off: K3s does not stop because it was switched off.
    { systemd.services = guarded (if cfg.enable then kept else containers); }

    (lib.mkIf cfg.enable {
      systemd.services = lib.mkMerge [
        # NixOS names the units. `enable = false` masks a unit: nothing can start it by accident.
        (lib.mapAttrs' (
          _: container: lib.nameValuePair container.serviceName { enable = lib.mkForce false; }
        ) moved)

        (lib.mkIf cfg.install.enable {
          k3s-migrate = installs // {
            description = "Manifests of containers that moved from podman to K3s";
            wantedBy = [ "multi-user.target" ];
            wants = [ "k3s.service" ];
            # A container that went back to podman starts in the deployment that saw K3s stop it. At boot the installation
            # does not wait for K3s.
            before = map (container: "${container.serviceName}.service") (lib.attrValues kept);
            restartTriggers = [ cfg.manifests ];
          };

          # Something waited: a unit of podman's that had not ended, a Secret, K3s itself.
          k3s-migrate-retry = installs // {
            description = "What an installation of manifests left to do";
            unitConfig.ConditionPathExists = "${state}/waits";
          };

          # What podman starts waits for this alone: it takes a moment, and asks nobody. Where the state was lost with a
          # root file system in memory, the manifests of K3s still say what must not start.
          k3s-migrate-guard = {
            description = "Units of podman that wait for K3s";
            wantedBy = [ "multi-user.target" ];
            before = map (container: "${container.serviceName}.service") (lib.attrValues kept);
            unitConfig.RequiresMountsFor = [
              state
              "/var/lib/rancher/k3s"
            ];
            serviceConfig = {
              Type = "oneshot";
              ExecStart = lib.escapeShellArgs (install ++ [ "--only-holds" ]);
              TimeoutStartSec = "30s";
            };
          };
        })
      ];

      systemd.timers.k3s-migrate-retry = lib.mkIf cfg.install.enable {
        wantedBy = [ "timers.target" ];
        timerConfig.OnCalendar = "*:0/2";
      };

      services.k3s.images = lib.unique images;

      # For `just diff`, `k3s-migrate explain -f`, and people who read it.
      environment.etc."k3s-migrate/bundle".source = cfg.manifests;
      environment.systemPackages = [ cfg.package ];
    })
  ];
}
