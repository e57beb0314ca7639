# What nix/extract.nix makes of a host that is written out.
{ extract, ... }:
let
  host =
    container: services:
    extract {
      options.virtualisation.oci-containers.containers.definitionsWithLocations = [ ];
      config = {
        virtualisation.oci-containers = {
          backend = "podman";
          containers.web = {
            image = "web:1";
            imageFile = null;
            serviceName = "podman-web";
            environmentFiles = [ ];
          }
          // container;
        };
        systemd = {
          services = {
            podman-web = unit // (services.podman-web or { });
          }
          // removeAttrs services [ "podman-web" ];
          timers.podman-web.timerConfig.OnCalendar = "daily";
        };
        fileSystems."/srv" = {
          mountPoint = "/srv";
          fsType = "ext4";
        };
        networking.firewall = {
          enable = true;
          allowedTCPPorts = [ 22 ];
          allowedUDPPorts = [ ];
          trustedInterfaces = [ ];
        };
        services.k3s = {
          enable = true;
          role = "server";
          disable = [ "traefik" ];
        };
      };
    };
  unit = {
    enable = true;
    after = [ ];
    before = [ ];
    bindsTo = [ ];
    partOf = [ ];
    requiredBy = [ ];
    requires = [ ];
    wantedBy = [ "multi-user.target" ];
    wants = [ ];
    environment = { };
    serviceConfig = { };
  };
in
{
  "a path literal of a secret names the file, and does not copy it" = {
    found =
      builtins.toJSON
        (host { environmentFiles = [ ../cases/secret.env ]; } { }).containers.web.environmentFiles;
    wanted = builtins.toJSON [ (toString ../cases/secret.env) ];
  };

  "nor does one in the settings of the unit" = {
    found =
      (host { } { podman-web.serviceConfig.EnvironmentFile = ../cases/secret.env; })
      .units."podman-web.service".serviceConfig;
    wanted.EnvironmentFile = toString ../cases/secret.env;
  };

  "our own options are not podman's" = {
    found = (host { k3s.enable = true; } { }).containers.web ? k3s;
    wanted = false;
  };

  "an image of Nix is its path" = {
    found =
      (host {
        imageFile = {
          type = "derivation";
          name = "image";
          outPath = "/nix/store/image.tar";
          __toString = self: self.outPath;
        };
      } { }).containers.web.imageFile;
    wanted = "/nix/store/image.tar";
  };

  "units around a container, with their names in full" = {
    found =
      builtins.attrNames
        (host { } {
          podman-web.requires = [
            "postgresql.service"
            "mnt-data.mount"
          ];
          postgresql = unit;
          network = unit // {
            before = [ "podman-web.service" ];
          };
          unrelated = unit;
        }).units;
    wanted = [
      "network.service"
      "podman-web.service"
      "podman-web.timer"
      "postgresql.service"
    ];
  };

  "a masked unit of ours is one that starts, one of others stays masked" =
    let
      found =
        (host { } {
          podman-web = {
            enable = false;
            after = [ "other.service" ];
          };
          other = unit // {
            enable = false;
          };
        }).units;
    in
    {
      found = [
        (found."podman-web.service" ? enable)
        found."other.service".enable
      ];
      wanted = [
        false
        false
      ];
    };

  "that podman waits for K3s is no condition of the operator's" = {
    found =
      map
        (
          paths:
          (host { } { podman-web.unitConfig.AssertPathExists = paths; }).units."podman-web.service".unitConfig
        )
        [
          [ "!/var/lib/k3s-migrate/held/podman-web.service" ]
          [
            "!/var/lib/k3s-migrate/held/podman-web.service"
            "/srv"
          ]
          "/srv"
        ];
    wanted = [
      { }
      { AssertPathExists = [ "/srv" ]; }
      { AssertPathExists = [ "/srv" ]; }
    ];
  };

  "what is known of the host" = {
    found = (host { } { }).facts;
    wanted = {
      mounts = [
        {
          mountPoint = "/srv";
          fsType = "ext4";
        }
      ];
      firewall = {
        enable = true;
        allowedTCPPorts = [ 22 ];
        allowedUDPPorts = [ ];
        trustedInterfaces = [ ];
      };
      k3s = {
        role = "server";
        disable = [ "traefik" ];
      };
    };
  };
}
