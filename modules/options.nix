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
    "loadBalancer"
    "nodePort"
    "none"
  ];

  # One container: whether it moves, and what `k3s-migrate schema settings` has for it.
  container =
    { name, ... }:
    {
      options.k3s = mkOption {
        default = { };
        description = "How K3s runs this container. Other attributes than these are those of `containers.NAME` in the settings.";
        type = types.submodule {
          freeformType = json;
          options = {
            enable = mkOption {
              type = types.bool;
              default = cfg.enable && (cfg.containers == "all" || lib.elem name cfg.containers);
              defaultText = literalExpression "whether `services.k3sMigrate.containers` is \"all\", or has its name";
              description = ''
                Whether K3s runs this container, and podman does not. Its data stays where it is, so that
                `false` and a deployment bring it back to podman.
              '';
            };
            exposure = mkOption {
              type = types.nullOr exposures;
              default = null;
              example = "loadBalancer";
              description = ''
                How its published ports are reached; `null` is what the settings say for all, by default `hostPort`:
                on the addresses and ports where podman published them.
              '';
            };
            namespace = mkOption {
              type = types.nullOr types.str;
              default = null;
              example = "media";
              description = "Namespace of its workload; `null` is {option}`services.k3sMigrate.namespace`.";
            };
            accept = mkOption {
              type = types.listOf (types.strMatching "K3M[0-9]{3}");
              default = [ ];
              example = [ "K3M440" ];
              description = "Codes of losses that are accepted for this container: errors and warnings become notes.";
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
        starts the same containers on the same data.
      '';
    };

    package = mkOption {
      type = types.package;
      default = pkgs.callPackage ../nix/package.nix { };
      defaultText = literalExpression "pkgs.callPackage ./nix/package.nix { }";
      description = "The program that compiles the manifests and installs them.";
    };

    source = mkOption {
      type = types.nullOr types.pathInStore;
      default = null;
      example = literalExpression "self";
      description = ''
        Where your Nix files lie in the store: the flake itself. The messages of the build then show your own lines,
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
        Names of the containers that K3s runs, of {option}`virtualisation.oci-containers.containers`, or all of them. podman's
        units of these are masked; every other container stays with podman. A single one is excepted with
        {option}`virtualisation.oci-containers.containers.<name>.k3s.enable`.
      '';
    };

    namespace = mkOption {
      type = types.strMatching "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
      default = "podman";
      example = "media";
      description = ''
        Namespace that receives every workload. Changing it moves objects: K3s deletes the old ones, and makes new ones.
      '';
    };

    settings = mkOption {
      type = types.submodule {
        freeformType = json;
        options = {
          exposure = mkOption {
            type = types.nullOr exposures;
            default = null;
            description = "How published ports are reached; `null` is `hostPort`: where podman published them.";
          };
          networkPolicies = mkOption {
            type = types.nullOr types.bool;
            default = null;
            description = "Whether podman's networks keep others out as they do now; `null` is `true`.";
          };
          podmanSeccomp = mkOption {
            type = types.nullOr types.bool;
            default = null;
            description = ''
              Whether containers are confined by podman's own list of system calls instead of containerd's, which is
              stricter; `null` is `false`. The list is read on the host: `/etc/containers/seccomp.json`.
            '';
          };
          seccompProfile = mkOption {
            type = types.nullOr types.str;
            default = null;
            description = "A seccomp profile below {file}`/var/lib/kubelet/seccomp`, for containers that name none.";
          };
          accept = mkOption {
            type = types.listOf (types.strMatching "K3M[0-9]{3}");
            default = [ ];
            description = "Codes of losses that are accepted for every container: errors and warnings become notes.";
          };
          storage = mkOption {
            type = types.attrsOf types.str;
            default = { };
            example.class = "local-path";
            description = "Where the data of named volumes lies: `graphroot` of podman, `class` of claims.";
          };
          hosts = mkOption {
            type = types.attrsOf (types.attrsOf types.str);
            default = { };
            example.storage.address = "192.168.1.2";
            description = "What is known of hosts, by name: `address`, and `node` where Kubernetes calls it something else.";
          };
          containers = mkOption {
            type = types.attrsOf json;
            default = { };
            description = "What is chosen for containers, by name, or `HOST/NAME`.";
          };
        };
      };
      default = { };
      example = {
        accept = [ "K3M622" ];
        hosts.storage.address = "192.168.1.2";
      };
      description = ''
        What `k3s-migrate schema settings` describes: exposure, storage, accepted losses, and so on. It stands in the Nix
        store, which everybody can read; there is nothing secret among it.
      '';
    };

    hosts = mkOption {
      type = types.attrsOf types.raw;
      default = { };
      example = literalExpression "{ inherit (self.nixosConfigurations) cloud; }";
      description = ''
        Other hosts of the cluster, for its server: what they move becomes part of this host's bundle, because an agent has
        no manifests directory.
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
      description = "What the bundle is compiled from: `envelope` and `settings`, for `just diagnose`.";
    };

    manifests = mkOption {
      type = types.package;
      readOnly = true;
      description = "The compiled bundle: what `k3s-migrate install` takes. Its build fails where a container cannot be written.";
    };

    install = {
      enable = mkOption {
        type = types.bool;
        default = true;
        example = false;
        description = ''
          Whether this host installs its bundle. `false` leaves podman's units masked, and the manifests to you.
        '';
      };

      confirm = mkOption {
        type = types.bool;
        default = true;
        example = false;
        description = ''
          Whether a deployment waits until K3s has applied everything, at most three minutes, and fails where it has
          not. Containers that go back to podman start after that; one that K3s was not seen to have let go of does
          not start, now and at the next boot, until a deployment has seen it. `false` leaves that to you.
        '';
      };

      prune = mkOption {
        type = types.enum [
          "keep"
          "tombstone"
        ];
        default = "tombstone";
        description = ''
          What becomes of the objects of containers that leave: K3s deletes them, or they stay until you do. Namespaces,
          claims and volumes always stay.
        '';
      };

      seccompList = mkOption {
        type = types.nullOr types.path;
        default = null;
        example = literalExpression "./seccomp.json";
        description = ''
          podman's own list of system calls, for `podmanSeccomp` in the settings; `null` is where podman looks for one,
          {file}`/etc/containers/seccomp.json`.
        '';
      };

      keepGenerations = mkOption {
        type = types.ints.positive;
        default = 5;
        description = "How many installed bundles are kept in {file}`/var/lib/k3s-migrate`, for `k3s-migrate rollback`.";
      };
    };
  };
}
