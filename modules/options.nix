# What an operator can choose.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) literalExpression mkOption types;
  cfg = config.services.k3sMigrate;
  json = (pkgs.formats.json { }).type;
  exposures = types.enum [
    "hostPort"
    "ingress"
    "labels"
    "loadBalancer"
    "nodePort"
    "none"
  ];

  # The Kubernetes that manifests are written for, and which of them a host runs: an agent may be older than its server.
  releases = [
    "1.34"
    "1.35"
    "1.36"
    "1.37"
  ];
  hosts = [ config ] ++ map (host: host.config) (lib.attrValues cfg.hosts);
  releaseOf =
    host:
    let
      release = lib.versions.majorMinor (host.services.k3s.package.version or "1.34");
    in
    if lib.elem release releases then
      release
    else
      (if lib.versionOlder release (lib.head releases) then lib.head else lib.last) releases;
  older = a: b: if lib.versionOlder a b then a else b;

  # One container: whether it moves, and its part of `k3s-migrate schema settings`.
  container =
    { name, ... }:
    {
      options.k3s = mkOption {
        default = { };
        description = "How K3s runs this container. All other attributes are those of `containers.NAME` in the settings.";
        type = types.submodule {
          freeformType = json;
          options = {
            enable = mkOption {
              type = types.bool;
              default = cfg.enable && (cfg.containers == "all" || lib.elem name cfg.containers);
              defaultText = literalExpression "whether `services.k3sMigrate.containers` is \"all\" or has its name";
              description = ''
                Whether K3s runs this container instead of podman. Its data stays where it is: set `false`
                and deploy, and podman runs it again.
              '';
            };
            exposure = mkOption {
              type = types.nullOr exposures;
              default = null;
              example = "loadBalancer";
              description = ''
                How its published ports are reached. `null` takes what the settings say for all containers, by
                default `hostPort`: the addresses and ports where podman published them. `labels` also makes
                Ingresses from its labels for Traefik or caddy-docker-proxy.
              '';
            };
            namespace = mkOption {
              type = types.nullOr types.str;
              default = null;
              example = "media";
              description = "Namespace of its workload. `null` takes {option}`services.k3sMigrate.namespace`.";
            };
            accept = mkOption {
              type = types.listOf (types.strMatching "K3M[0-9]{3}");
              default = [ ];
              example = [ "K3M622" ];
              description = "Codes that you accept for this container: their errors and warnings become notes.";
            };
          };
        };
      };
    };
in
{
  options.virtualisation.oci-containers.containers = mkOption {
    type = types.attrsOf (types.submodule container);
  };

  options.services.k3sMigrate = {
    enable = lib.mkEnableOption "moving containers from podman to K3s" // {
      description = ''
        Whether to move containers from podman to K3s. Before you switch it off, set
        {option}`services.k3sMigrate.containers` to `[ ]` and deploy: otherwise nothing tells K3s to stop, and podman
        does not start these containers until you run `k3s-migrate uninstall --confirm`.

        What has to outlive a start of the host is {file}`/var/lib/k3s-migrate`,
        {file}`/etc/systemd/system.control` and {file}`/var/lib/rancher/k3s`: keep them where the root file system is in memory.
      '';
    };

    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ../nix/package.nix { };
      defaultText = literalExpression "pkgs.callPackage ./nix/package.nix { }";
      description = "The program that compiles the manifests and installs them.";
    };

    images = mkOption {
      type = types.listOf types.path;
      default = [ ];
      example = literalExpression "[ ./images.json ]";
      description = ''
        Files with what `podman image inspect $(podman image ls --quiet)` prints on your hosts. What only an image knows
        is used: its user, its health check, its ports and its volumes.
      '';
    };

    source = mkOption {
      type = types.nullOr types.pathInStore;
      default = null;
      example = literalExpression "self";
      description = ''
        Where your Nix files are in the store: the flake itself. The messages of the build then show your own lines,
        with the words underlined; without it they name file and line.
      '';
    };

    containers = mkOption {
      type = types.either (types.enum [ "all" ]) (types.listOf types.str);
      default = "all";
      example = [
        "homepage"
        "radarr"
      ];
      description = ''
        Names of the containers in {option}`virtualisation.oci-containers.containers` that K3s runs, or `"all"`. Their units of
        podman are masked; every other container stays with podman. To except a single container, set its
        {option}`virtualisation.oci-containers.containers.<name>.k3s.enable`.
      '';
    };

    namespace = mkOption {
      type = types.strMatching "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
      default = "podman";
      example = "media";
      description = ''
        Namespace of every workload. If you change it, K3s deletes the old objects and makes new ones.
      '';
    };

    settings = mkOption {
      type = types.submodule {
        freeformType = json;
        options = {
          exposure = mkOption {
            type = types.nullOr exposures;
            default = null;
            description = "How published ports are reached. `null` is `hostPort`: where podman published them.";
          };
          networkPolicies = mkOption {
            type = types.nullOr types.bool;
            default = null;
            description = "Whether containers on podman's networks, the default one included, stay separate from others, as they are now. `null` is `true`.";
          };
          privilegedNamespace = mkOption {
            type = types.nullOr (types.strMatching "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
            default = null;
            example = "podman-privileged";
            description = ''
              Namespace of the workloads whose Pods meet no Pod Security level below `privileged`: those with paths or
              ports of the host, its network, or more rights. `null` leaves them with the others, whose labels then say
              `privileged`, too. Changing it moves objects: Services get another namespace in their names, and the old Pod
              may still be ending when the new one starts. Run `k3s-migrate uninstall --confirm` before where that matters.
            '';
          };
          kubernetes = mkOption {
            type = types.enum releases;
            default = lib.foldl' older (lib.last releases) (map releaseOf hosts);
            defaultText = literalExpression "the version of `services.k3s.package`, the oldest of all hosts";
            description = ''
              The oldest Kubernetes that the manifests have to work on. What only newer ones have is used from their
              version on, such as host names with a domain (`docs/flags.md`).
            '';
          };
          podmanSeccomp = mkOption {
            type = types.nullOr types.bool;
            default = null;
            description = ''
              Whether podman's own list of system calls confines containers, instead of containerd's, which is
              stricter. `null` is `false`. The list is read on the host: `/etc/containers/seccomp.json`.
            '';
          };
          seccompProfile = mkOption {
            type = types.nullOr types.str;
            default = null;
            description = "A seccomp profile below {file}`/var/lib/kubelet/seccomp`, for containers that do not name one.";
          };
          accept = mkOption {
            type = types.listOf (types.strMatching "K3M[0-9]{3}");
            default = [ ];
            description = "Codes that you accept for every container: their errors and warnings become notes.";
          };
          storage = mkOption {
            type = types.attrsOf types.str;
            default = { };
            example.class = "local-path";
            description = "Where the data of named volumes is: `graphroot` of podman, `class` of claims.";
          };
          monitoring = mkOption {
            type = types.nullOr json;
            default = null;
            internal = true;
            description = "What {option}`services.k3sMigrate.monitoring` chooses.";
          };
          devices = mkOption {
            type = types.attrsOf json;
            default = { };
            example.mode = "privileged";
            description = ''
              How containers get devices of the host: `mode` is `"plugin"` (a device plugin hands out what podman gave, the
              default), `"privileged"` (the container may use every device; refused until `K3M440` is accepted) or `"none"`.
              `plugin` has the `image`, `domain` and `namespace` of the device plugin.
            '';
          };
          runtimeClasses = mkOption {
            type = types.attrsOf types.str;
            default = { };
            example.runsc = "gvisor";
            description = ''
              RuntimeClasses of the cluster by the name of podman's runtime (`--runtime`). For one container,
              `runtimeClass` in `settings.containers` or in its `k3s`.
            '';
          };
          waitFor = mkOption {
            type = types.attrsOf types.str;
            default = { };
            example.image = "docker.io/library/busybox:1.37";
            description = ''
              How Pods wait for other containers: `image` of the init container that waits, with `sh`, `sleep` and `nslookup`.
              Without it nothing waits.
            '';
          };
          hosts = mkOption {
            type = types.attrsOf (types.attrsOf types.str);
            default = { };
            example.storage.address = "192.168.1.2";
            description = "Hosts by name: their `address`, and their `node` where Kubernetes has another name for the host.";
          };
          containers = mkOption {
            type = types.attrsOf json;
            default = { };
            description = "What you choose for single containers, by name or by `HOST/NAME`.";
          };
        };
      };
      default = { };
      example = {
        accept = [ "K3M622" ];
        hosts.storage.address = "192.168.1.2";
      };
      description = ''
        The settings that `k3s-migrate schema settings` describes: exposure, storage, accepted codes, and so on. They are
        copied to the Nix store, which every user can read; no setting holds a secret.
      '';
    };

    hosts = mkOption {
      type = types.attrsOf types.raw;
      default = { };
      example = literalExpression "{ inherit (self.nixosConfigurations) cloud; }";
      description = ''
        On the server, the other hosts of the cluster: what they move becomes part of this host's bundle, because an agent
        has no manifests directory.
      '';
    };

    contributes = mkOption {
      type = types.raw;
      internal = true;
      readOnly = true;
      description = "What this host moves: `hosts` of an envelope, and `settings`.";
    };

    compiles = mkOption {
      type = types.raw;
      internal = true;
      readOnly = true;
      description = "What the bundle is compiled from: `envelope` and `settings`, for `just diagnose`; `everything`, with the containers that stay, for `just plan`.";
    };

    manifests = mkOption {
      type = types.package;
      readOnly = true;
      description = "The compiled bundle, as `k3s-migrate install` takes it. Its build fails when a container cannot be written.";
    };

    install = {
      enable = mkOption {
        type = types.bool;
        default = true;
        example = false;
        description = ''
          Whether this host installs its bundle. With `false`, podman's units stay masked and you install the manifests.
        '';
      };

      confirm = mkOption {
        type = types.bool;
        default = true;
        example = false;
        description = ''
          Whether a deployment waits until K3s has applied everything, at most three minutes, and fails if it has
          not. Containers that go back to podman start after that. If K3s was not seen to have stopped one, podman
          does not start it, now or at the next boot, until a deployment has seen it stopped. With `false` nobody looks:
          run `k3s-migrate install --confirm` yourself before podman starts a container that goes back.
        '';
      };

      prune = mkOption {
        type = types.enum [
          "keep"
          "tombstone"
        ];
        default = "tombstone";
        description = ''
          What happens to the objects of containers that leave: K3s deletes them (`"tombstone"`), or they stay until you
          delete them (`"keep"`). Namespaces, claims and volumes always stay.
        '';
      };

      seccompList = mkOption {
        type = types.nullOr types.path;
        default = null;
        example = literalExpression "./seccomp.json";
        description = ''
          podman's own list of system calls, for `podmanSeccomp` in the settings. `null` is the file that podman reads,
          {file}`/etc/containers/seccomp.json`.
        '';
      };

      keepGenerations = mkOption {
        type = types.ints.positive;
        default = 5;
        description = "How many installed bundles to keep in {file}`/var/lib/k3s-migrate`, for `k3s-migrate rollback`.";
      };
    };
  };
}
