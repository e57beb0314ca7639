# What nix/extract.nix makes of a host.
{
  lib,
  extract,
  plain,
  ...
}:
let
  of =
    modules:
    let
      host = plain modules;
    in
    extract { inherit (host) config options; };
  web = more: {
    virtualisation.oci-containers.containers.web = {
      image = "web:1";
    }
    // more;
  };
in
{
  "a path literal of a secret names the file, and does not copy it" = {
    found =
      builtins.toJSON
        (of [ (web { environmentFiles = [ ./secret.env ]; }) ]).containers.web.environmentFiles;
    wanted = builtins.toJSON [ (toString ./secret.env) ];
  };

  "nor does one in the settings of the unit" = {
    found =
      (of [
        (web { })
        { systemd.services.podman-web.serviceConfig.EnvironmentFile = ./secret.env; }
      ]).units."podman-web.service".serviceConfig.EnvironmentFile;
    wanted = toString ./secret.env;
  };

  "a store path in a volume keeps its context, so that the bundle keeps it alive" = {
    found = builtins.hasContext (
      lib.head
        (of [
          (
            { pkgs, ... }:
            web { volumes = [ "${pkgs.writeText "page" "hello"}:/page:ro" ]; }
          )
        ]).containers.web.volumes
    );
    wanted = true;
  };

  "what only a unit names is not built for the bundle" = {
    found = builtins.hasContext (
      builtins.toJSON
        (of [
          (
            { pkgs, ... }:
            lib.mkMerge [
              (web { })
              { systemd.services.podman-web.preStart = "${pkgs.writeText "script" "true"}"; }
            ]
          )
        ]).units
    );
    wanted = false;
  };

  "units of a container, what it needs, and what is made for it" = {
    found =
      lib.attrNames
        (of [
          (web { dependsOn = [ "db" ]; })
          { virtualisation.oci-containers.containers.db.image = "db:1"; }
          {
            systemd.services = {
              podman-web.requires = [
                "postgresql.service"
                "mnt-data.mount"
              ];
              postgresql.script = "exec postgres";
              network-web = {
                before = [ "podman-web.service" ];
                script = "podman network create web";
              };
              unrelated.script = "true";
            };
            systemd.timers.podman-web.timerConfig.OnCalendar = "daily";
          }
        ]).units;
    wanted = [
      "network-web.service"
      "podman-db.service"
      "podman-web.service"
      "podman-web.timer"
      "postgresql.service"
    ];
  };

  "units that start a container, and what starts those" = {
    found =
      lib.attrNames
        (of [
          (web { autoStart = false; })
          {
            systemd.services = {
              app.wants = [ "backup.service" ];
              backup.requires = [ "podman-web.service" ];
              checker.onFailure = [ "podman-web.service" ];
              unrelated.wants = [ "postgresql.service" ];
            };
            systemd.timers = {
              backup.timerConfig.OnCalendar = "daily";
              nightly.timerConfig.Unit = "podman-web.service";
              other.timerConfig.OnCalendar = "daily";
            };
            systemd.paths.inbox.pathConfig.Unit = "podman-web.service";
            systemd.sockets = {
              podman-web.listenStreams = [ "80" ];
              other.socketConfig.Service = "other.service";
            };
          }
        ]).units;
    wanted = [
      "app.service"
      "backup.service"
      "backup.timer"
      "checker.service"
      "inbox.path"
      "nightly.timer"
      "podman-web.service"
      "podman-web.socket"
    ];
  };

  "units that make a network, a volume, a pod or an image, whenever they start" = {
    found =
      lib.attrNames
        (of [
          (web { networks = [ "lan" ]; })
          {
            systemd.services = {
              build-app.script = "cd /src && podman build -t app .";
              crm-pod.preStart = "podman pod create -p 80:80 crm";
              lan-net.script = "podman network create --driver=macvlan lan";
              data-volume.serviceConfig.ExecStart = [ "/bin/podman volume create data" ];
              network-list.script = "podman network ls";
              # Of a unit that does not sound like it nobody asks what it runs.
              report.script = throw "this is not read";
            };
          }
        ]).units;
    wanted = [
      "build-app.service"
      "crm-pod.service"
      "data-volume.service"
      "lan-net.service"
      "podman-web.service"
    ];
  };

  "podman's default network" =
    let
      networks =
        settings:
        (of [
          (web { })
          { virtualisation.podman.defaultNetwork = { inherit settings; }; }
        ]).networks;
    in
    {
      found = [
        (networks { })
        (networks {
          dns_enabled = true;
          internal = true;
          ipv6_enabled = true;
          network_interface = "ctr0";
          subnets = [
            {
              subnet = "10.12.0.0/24";
              gateway = "10.12.0.1";
            }
          ];
        })
        (of [
          (web { })
          { virtualisation.oci-containers.backend = "docker"; }
        ]).networks
      ];
      wanted = [
        { podman.disableDns = true; }
        {
          podman = {
            disableDns = false;
            internal = true;
            ipv6 = true;
            subnets = [ "10.12.0.0/24" ];
          };
        }
        { }
      ];
    };

  "the engine, its version and configuration, also where an option was renamed or removed" =
    let
      facts =
        modules:
        let
          inherit ((of ([ (web { }) ] ++ modules))) facts;
        in
        {
          inherit (facts) engine;
          version = facts.engineVersion or null;
          conf = facts.containersConf or null;
          daemon = facts.dockerDaemon or null;
          flags = facts.dockerOptions or null;
        };
      option = default: lib.mkOption { inherit default; };
      docker.virtualisation.oci-containers.backend = "docker";
      podman.virtualisation.podman.package = lib.mkForce {
        type = "derivation";
        name = "podman";
        outPath = "/podman";
        version = "6.1.3";
      };
      conf = settings: { virtualisation.containers.containersConf = { inherit settings; }; };
      withOptions = {
        options.virtualisation = {
          docker.package = option { version = "28.5.2"; };
          docker.daemon.settings = option { };
          docker.extraOptions = option "";
          containers.containersConf.settings = option { };
        };
      };
      gone = path: lib.mkRemovedOptionModule path "It is gone.";
    in
    {
      found = [
        (facts [ ])
        (facts [
          withOptions
          podman
          (conf {
            containers = {
              tz = "Europe/Berlin";
              init = null;
            };
          })
        ])
        (facts [
          withOptions
          (conf { containers.tz = "Europe/Berlin"; })
          docker
          {
            virtualisation.docker = {
              daemon.settings = {
                dns = [ "192.0.2.53" ];
                mtu = null;
              };
              extraOptions = "--icc=false";
            };
          }
        ])
        (facts [
          docker
          (gone [
            "virtualisation"
            "docker"
            "package"
          ])
        ])
        (facts [
          (gone [
            "virtualisation"
            "containers"
            "containersConf"
            "settings"
          ])
        ])
      ];
      wanted = [
        {
          engine = "podman";
          version = null;
          conf = null;
          daemon = null;
          flags = null;
        }
        {
          engine = "podman";
          version = "6.1.3";
          conf.containers.tz = "Europe/Berlin";
          daemon = null;
          flags = null;
        }
        {
          engine = "docker";
          version = "28.5.2";
          conf = null;
          daemon.dns = [ "192.0.2.53" ];
          flags = "--icc=false";
        }
        {
          engine = "docker";
          version = null;
          conf = null;
          daemon = null;
          flags = null;
        }
        {
          engine = "podman";
          version = null;
          conf = null;
          daemon = null;
          flags = null;
        }
      ];
    };

  "a unit that NixOS is told to leave a line out of" = {
    found =
      (of [
        (web { })
        { systemd.services.podman-web.serviceConfig.MemoryMax = null; }
      ]).units."podman-web.service".serviceConfig
        ? MemoryMax;
    wanted = false;
  };

  "only what is asked for" =
    let
      host = plain [
        (web { })
        { virtualisation.oci-containers.containers.db.image = "db:1"; }
      ];
      found = extract {
        inherit (host) config options;
        names = [ "db" ];
      };
    in
    {
      found = {
        containers = lib.attrNames found.containers;
        positions = lib.attrNames found.positions;
        units = lib.attrNames found.units;
      };
      wanted = {
        containers = [ "db" ];
        positions = [ "db" ];
        units = [ "podman-db.service" ];
      };
    };

  "options that NixOS has renamed or removed are not read" = {
    found =
      let
        host = plain [
          (web { })
          (
            { lib, ... }:
            let
              enable = lib.mkEnableOption "it";
              port =
                default:
                lib.mkOption {
                  type = lib.types.port;
                  inherit default;
                };
            in
            {
              imports = [
                (lib.mkRenamedOptionModule [ "services" "jellyseerr" ] [ "services" "seerr" ])
                (lib.mkRemovedOptionModule [ "services" "readarr" ] "it is retired")
                (lib.mkRenamedOptionModule [ "services" "ombi" "port" ] [ "services" "ombi" "listen" "port" ])
              ];
              options.services = {
                seerr = {
                  inherit enable;
                  port = port 5055;
                };
                ombi = {
                  inherit enable;
                  listen.port = port 5000;
                };
                # One that has no value, and one that cannot be computed.
                tautulli = {
                  inherit enable;
                  port = lib.mkOption { type = lib.types.port; };
                };
                komga = {
                  inherit enable;
                  port = port (throw "it is not known");
                };
                # A renamed key of a submodule, next to one that nobody declares.
                grafana = {
                  inherit enable;
                  settings = lib.mkOption {
                    default = { };
                    type = lib.types.submodule {
                      freeformType = lib.types.attrsOf lib.types.anything;
                      imports = [
                        (lib.mkRenamedOptionModule [ "server" "http_addr" ] [ "server" "address" ])
                      ];
                      options.server.http_port = port 3000;
                      options.server.address = lib.mkOption {
                        type = lib.types.str;
                        default = "127.0.0.1";
                      };
                    };
                  };
                };
                redis.servers = lib.mkOption {
                  type = lib.types.attrsOf (
                    lib.types.submodule {
                      imports = [ (lib.mkRenamedOptionModule [ "bind" ] [ "address" ]) ];
                      options = {
                        inherit enable;
                        port = port 6379;
                        address = lib.mkOption {
                          type = lib.types.nullOr lib.types.str;
                          default = null;
                        };
                      };
                    }
                  );
                };
              };
              config.services = {
                seerr.enable = true;
                ombi.enable = true;
                tautulli.enable = true;
                komga.enable = true;
                grafana.enable = true;
                redis.servers.cache.enable = true;
              };
            }
          )
        ];
      in
      map (each: "${each.service} ${toString each.port}")
        (extract { inherit (host) config options; }).facts.services;
    wanted = [
      "services.grafana 3000"
      "services.seerr 5055"
      "services.redis.servers.cache 6379"
    ];
  };
}
