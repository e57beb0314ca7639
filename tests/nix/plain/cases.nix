# What nix/extract.nix makes of a host that is written out.
{ extract, ... }:
let
  host = container: services: hostWith container services { };
  # What services of the host are known to listen on, as words.
  listeners =
    services:
    map (each: "${each.service} ${each.address or "*"}:${toString each.port}/${each.protocol}")
      (hostWith { } { } services).facts.services;
  hostWith =
    container: services: natives:
    extract {
      options = {
        virtualisation.oci-containers.containers.definitionsWithLocations = [ ];
        services = builtins.mapAttrs (_: builtins.mapAttrs (_: _: { _type = "option"; })) natives;
      };
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
        networking.hostName = "storage";
        networking.firewall = {
          enable = true;
          allowedTCPPorts = [ 22 ];
          allowedUDPPorts = [ ];
          trustedInterfaces = [ ];
        };
        services = {
          k3s = {
            enable = true;
            role = "server";
            disable = [ "traefik" ];
            extraFlags = [
              "--disable=servicelb,metrics-server"
              "--write-kubeconfig-mode=644"
              "--disable-network-policy"
              "--disable-kube-proxy=false"
              "--flannel-backend none"
            ];
          };
        }
        // natives;
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
      hostName = "storage";
      k3s = {
        role = "server";
        disable = [
          "traefik"
          "servicelb"
          "metrics-server"
        ];
        without = [
          "--disable-network-policy"
          "--flannel-backend=none"
        ];
      };
      services = [ ];
      backups = [ ];
      engine = "podman";
    };
  };

  "what backups copy" = {
    found =
      (hostWith { } { } {
        restic.backups = {
          home = {
            paths = [
              "/srv"
              # A path literal is named, and not copied into the store.
              ../cases/secret.env
            ];
          };
          dynamic = {
            paths = null;
            dynamicFilesFrom = "find /srv";
          };
        };
        borgbackup.jobs = {
          one.paths = "/srv/db";
          dump = {
            paths = null;
            dumpCommand = "/bin/dump";
          };
        };
        borgmatic = {
          enable = true;
          settings = null;
          configurations = {
            new.source_directories = [ "/home" ];
            old.location.source_directories = [ "/etc" ];
          };
        };
      }).facts.backups;
    wanted = [
      {
        job = "services.restic.backups.home";
        paths = [
          "/srv"
          (toString ../cases/secret.env)
        ];
      }
      {
        job = "services.borgbackup.jobs.one";
        paths = [ "/srv/db" ];
      }
      {
        job = "services.borgmatic.configurations.new";
        paths = [ "/home" ];
      }
      {
        job = "services.borgmatic.configurations.old";
        paths = [ "/etc" ];
      }
    ];
  };

  "borgmatic that does not run" = {
    found =
      (hostWith { } { } {
        borgmatic = {
          enable = false;
          settings.source_directories = [ "/home" ];
        };
      }).facts.backups;
    wanted = [ ];
  };

  "on what services of the host listen: one port, and perhaps an address" = {
    found = listeners {
      adguardhome = {
        enable = true;
        port = 3000;
        host = "0.0.0.0";
        settings.dns = {
          bind_hosts = [ "192.168.1.2" ];
          port = 53;
        };
      };
      # Of another version, or set by a file: nothing is known.
      grafana = {
        enable = true;
        settings = { };
      };
      immich = {
        enable = true;
        port = 2283;
        host = "localhost";
      };
      jackett = {
        enable = false;
        port = 9117;
      };
      ollama = {
        enable = true;
        port = 11434;
        host = "[::1]";
      };
      paperless = {
        enable = true;
        port = 28981;
        # Where that is, nobody asks here.
        address = "docs.example.org";
      };
      uptime-kuma = {
        enable = true;
        settings.PORT = "3001";
      };
      vaultwarden = {
        enable = true;
        config = null;
      };
    };
    wanted = [
      "services.adguardhome *:3000/tcp"
      "services.adguardhome 192.168.1.2:53/tcp"
      "services.adguardhome 192.168.1.2:53/udp"
      "services.immich 127.0.0.1:2283/tcp"
      "services.ollama ::1:11434/tcp"
      "services.uptime-kuma *:3001/tcp"
      "services.vaultwarden 127.0.0.1:8000/tcp"
    ];
  };

  "databases: for the host alone, unless they are told otherwise" = {
    found = map listeners [
      {
        postgresql = {
          enable = true;
          enableTCPIP = false;
          settings.port = 5432;
        };
      }
      {
        postgresql = {
          enable = true;
          enableTCPIP = true;
          port = 5433;
        };
      }
      {
        redis.servers = {
          "" = {
            enable = true;
            port = 6379;
            bind = "127.0.0.1 -::1";
          };
          cache = {
            enable = true;
            port = 6380;
            bind = null;
          };
          socket = {
            enable = true;
            port = 0;
            bind = null;
          };
        };
      }
    ];
    wanted = [
      [ "services.postgresql 127.0.0.1:5432/tcp" ]
      [ "services.postgresql *:5433/tcp" ]
      [
        ''services.redis.servers."" 127.0.0.1:6379/tcp''
        "services.redis.servers.cache *:6380/tcp"
      ]
    ];
  };

  "web servers: what their sites say" = {
    found = map listeners [
      {
        nginx = {
          enable = true;
          defaultHTTPListenPort = 8080;
          defaultListenAddresses = [
            "0.0.0.0"
            "[::0]"
          ];
          virtualHosts = {
            a = { };
            b = {
              onlySSL = true;
              listenAddresses = [ "192.168.1.2" ];
            };
            c.listen = [
              {
                addr = "127.0.0.1";
                port = 8081;
              }
              {
                addr = "127.0.0.1";
                port = null;
                ssl = true;
              }
            ];
          };
        };
      }
      {
        caddy = {
          enable = true;
          virtualHosts = {
            a.hostName = "a.example.org";
            b.hostName = "http://b.example.org";
            c = {
              hostName = ":8080";
              listenAddresses = [ "127.0.0.1" ];
            };
          };
        };
      }
      { nginx.enable = true; }
      {
        nginx = {
          enable = true;
          defaultListen = [
            {
              addr = "10.0.0.1";
              ssl = false;
            }
            {
              addr = "10.0.0.2";
              port = 8443;
            }
          ];
          virtualHosts = {
            a.forceSSL = true;
            b.rejectSSL = true;
          };
        };
      }
      {
        nginx = {
          enable = true;
          virtualHosts.default.rejectSSL = true;
        };
      }
      {
        traefik = {
          enable = true;
          staticConfigOptions.entryPoints = {
            web.address = ":80";
            admin.address = "127.0.0.1:9000/tcp";
          };
        };
      }
    ];
    wanted = [
      [
        "services.nginx *:8080/tcp"
        "services.nginx 192.168.1.2:443/tcp"
        "services.nginx 127.0.0.1:8081/tcp"
        "services.nginx 127.0.0.1:443/tcp"
      ]
      [
        "services.caddy *:80/tcp"
        "services.caddy *:443/tcp"
        "services.caddy 127.0.0.1:8080/tcp"
      ]
      [ ]
      [
        "services.nginx 10.0.0.1:80/tcp"
        "services.nginx 10.0.0.2:8443/tcp"
      ]
      [
        "services.nginx *:443/tcp"
        "services.nginx *:80/tcp"
      ]
      [
        "services.traefik 127.0.0.1:9000/tcp"
        "services.traefik *:80/tcp"
      ]
    ];
  };

  "what a service listens on where its options say nothing" = {
    found = listeners {
      adguardhome = {
        enable = true;
        settings = null;
      };
      jellyfin.enable = true;
      ntfy-sh = {
        enable = true;
        settings.listen-http = "127.0.0.1:2586";
      };
      home-assistant = {
        enable = true;
        config = null;
      };
      nfs.server.enable = true;
    };
    wanted = [
      "services.adguardhome *:53/tcp"
      "services.adguardhome *:53/udp"
      "services.home-assistant *:8123/tcp"
      "services.jellyfin *:8096/tcp"
      "services.jellyfin *:7359/udp"
      "services.ntfy-sh 127.0.0.1:2586/tcp"
      "services.nfs.server *:2049/tcp"
    ];
  };

  "exporters of Prometheus" = {
    found = listeners {
      prometheus = {
        enable = true;
        port = 9090;
        listenAddress = "0.0.0.0";
        exporters = {
          node = {
            enable = true;
            port = 9100;
            listenAddress = "127.0.0.1";
          };
          nginx = {
            enable = false;
            port = 9113;
          };
          # One that NixOS has taken away.
          minio = throw "it is gone";
        };
      };
    };
    wanted = [
      "services.prometheus *:9090/tcp"
      "services.prometheus.exporters.node 127.0.0.1:9100/tcp"
    ];
  };
}
