# What the module does to a host.
{
  lib,
  host,
  manifestsFor,
  ...
}:
let
  containers = names: {
    virtualisation.oci-containers.containers = lib.genAttrs names (name: {
      image = "${name}:1";
    });
  };
  moves = names: { services.k3sMigrate.containers = names; };
  enabled = machine: lib.mapAttrs (_: unit: unit.enable) machine.config.systemd.services;
  broken =
    modules:
    map (each: each.message) (lib.filter (each: !each.assertion) (host modules).config.assertions);
  said = modules: (host modules).config.warnings;
  start = machine: machine.config.systemd.services.k3s-migrate.serviceConfig.ExecStart;
  has = part: text: lib.hasInfix part text;
  contributes = modules: (host modules).config.services.k3sMigrate.contributes;
  # Everything is evaluated, as a build of the host does.
  builds = machine: lib.isString machine.config.system.build.toplevel.drvPath;
  # A host that runs K3s of this version.
  k3s =
    version:
    { pkgs, ... }:
    {
      services.k3s.package = pkgs.k3s // {
        inherit version;
      };
    };
  # A host that defines something from the containers that it reads.
  computed = define: {
    found = builds (host [
      (containers [
        "db"
        "web"
      ])
      ({ config, ... }: define config.virtualisation.oci-containers.containers)
    ]);
    wanted = true;
  };
in
{
  "the unit of a moved container is masked, that of a kept one is not" = {
    found =
      let
        units = enabled (host [
          (containers [
            "db"
            "web"
          ])
          (moves [ "web" ])
        ]);
      in
      [
        units.podman-web
        units.podman-db
      ];
    wanted = [
      false
      true
    ];
  };

  "monitoring goes to the settings, without what has no value" = {
    found =
      let
        machine = host [
          (containers [ "web" ])
          {
            services.k3sMigrate.monitoring = {
              enable = true;
              grafana.adminPasswordFile = "/run/secrets/grafana";
              notify.webhooks = [ { urlFile = "/run/secrets/hook"; } ];
              scrape.extra.router = [ "192.0.2.1:9100" ];
            };
          }
        ];
        inherit (machine.config.services.k3sMigrate.compiles.settings) monitoring;
      in
      [
        (builds machine)
        monitoring.enable
        monitoring.grafana
        monitoring.notify
        monitoring.scrape.extra
        (monitoring ? nodeMemory)
        (monitoring ? nixosScrapeConfigs)
      ];
    wanted = [
      true
      true
      {
        adminPasswordFile = "/run/secrets/grafana";
        dashboards = [ ];
        embedding = false;
        enable = true;
      }
      {
        webhooks = [
          {
            severities = [ ];
            urlFile = "/run/secrets/hook";
          }
        ];
      }
      { router = [ "192.0.2.1:9100" ]; }
      false
      false
    ];
  };

  "Pods reach what is scraped on the node, and nothing is open without monitoring" = {
    found =
      let
        ports = modules: (host modules).config.networking.firewall.interfaces.cni0.allowedTCPPorts;
      in
      [
        (ports [ (containers [ "web" ]) ])
        (ports [
          (containers [ "web" ])
          {
            services.k3sMigrate.monitoring = {
              enable = true;
              exporters.smartctl = true;
            };
          }
        ])
      ];
    wanted = [
      [ ]
      [
        10250
        9100
        9110
        9633
      ]
    ];
  };

  "a folder for the data of monitoring belongs to the users of its programs" = {
    found =
      (host [
        (containers [ "web" ])
        {
          services.k3sMigrate.monitoring = {
            enable = true;
            storage.hostPath = "/srv/monitoring";
          };
        }
      ]).config.systemd.tmpfiles.rules;
    wanted = [
      "d /srv/monitoring/victoriametrics 0750 65534 65534 -"
      "d /srv/monitoring/alertmanager 0750 65534 65534 -"
      "d /srv/monitoring/grafana 0750 472 472 -"
    ];
  };

  "a password in the store is refused" = {
    found =
      let
        machine = host [
          (containers [ "web" ])
          {
            services.k3sMigrate.monitoring = {
              enable = true;
              grafana.adminPasswordFile = "${builtins.storeDir}/x";
            };
          }
        ];
        read = machine.config.services.k3sMigrate.monitoring.grafana.adminPasswordFile;
      in
      (builtins.tryEval read).success;
    wanted = false;
  };

  "the installation finds podman, whose store has secrets" = {
    found =
      let
        machine = host [
          (containers [ "web" ])
          (moves [ "web" ])
        ];
      in
      lib.elem machine.config.virtualisation.podman.package machine.config.systemd.services.k3s-migrate.path;
    wanted = true;
  };

  "a unit has the name that NixOS gives it" = {
    found =
      let
        units = enabled (host [
          (containers [ "web" ])
          { virtualisation.oci-containers.containers.web.serviceName = "site"; }
        ]);
      in
      {
        inherit (units) site;
        bogus = units ? podman-web;
      };
    wanted = {
      site = false;
      bogus = false;
    };
  };

  "all, but one" = {
    found = lib.attrNames (
      (contributes [
        (containers [
          "db"
          "web"
        ])
        { virtualisation.oci-containers.containers.db.k3s.enable = false; }
      ]).hosts.storage.containers
    );
    wanted = [ "web" ];
  };

  "nothing, where it is not enabled" = {
    found = enabled (host [
      (containers [ "web" ])
      { services.k3sMigrate.enable = false; }
    ]);
    wanted = {
      podman-web = true;
    };
  };

  # What operators compute from their containers evaluates beside the module, which computes from them, too.
  "experiments: units of all containers, by mapAttrs'" = computed (containers: {
    systemd.services = lib.mapAttrs' (
      _: container: lib.nameValuePair "watch-${container.serviceName}" { script = "true"; }
    ) containers;
  });

  "experiments: units of all containers, by genAttrs" = computed (containers: {
    systemd.services =
      lib.genAttrs (map (name: containers.${name}.serviceName) (lib.attrNames containers))
        (_: {
          serviceConfig.RestartSec = lib.mkForce 5;
        });
  });

  "experiments: what moves is all there is" = computed (containers: {
    services.k3sMigrate.containers = lib.attrNames containers;
  });

  "experiments: manifests of their own" = computed (containers: {
    services.k3s.manifests = lib.mapAttrs (_: _: { enable = true; }) containers;
  });

  "experiments: warnings and assertions" = computed (containers: {
    warnings = lib.mapAttrsToList (name: container: "${name}: ${container.image}") containers;
    assertions = lib.mapAttrsToList (name: container: {
      assertion = !lib.elem name container.dependsOn;
      message = name;
    }) containers;
  });

  "experiments: an option of their own for every container" = {
    found = builds (host [
      (containers [
        "db"
        "web"
      ])
      {
        options.virtualisation.oci-containers.containers = lib.mkOption {
          type = lib.types.attrsOf (
            lib.types.submodule (
              { config, ... }:
              {
                options.backup = lib.mkOption {
                  type = lib.types.bool;
                  default = false;
                };
                config.labels = lib.mkIf (!config.k3s.enable) { backup = "yes"; };
              }
            )
          );
        };
      }
    ]);
    wanted = true;
  };

  "experiments: a unit that reads the manifests" = {
    found = builds (host [
      (containers [ "web" ])
      (
        { config, ... }:
        {
          systemd.services.publish.script = "cp -r ${config.services.k3sMigrate.manifests} /srv/manifests";
        }
      )
    ]);
    wanted = true;
  };

  "experiments: requirements taken away" = {
    found = builds (host [
      (containers [
        "db"
        "web"
      ])
      (moves [ "db" ])
      { systemd.services.podman-web.requires = lib.mkForce [ ]; }
    ]);
    wanted = true;
  };

  "the server installs, waits, and has let go before podman starts again" =
    let
      machine = host [
        (containers [
          "db"
          "web"
        ])
        (moves [ "web" ])
      ];
      unit = machine.config.systemd.services.k3s-migrate;
    in
    {
      found = {
        install = has " install " (start machine);
        confirm = has "--confirm" (start machine);
        prune = has "--prune tombstone" (start machine);
        generations = has "--generations 5" (start machine);
        # Neither a container of podman's nor the boot waits for K3s.
        inherit (unit) before;
        starting = has "--unless-starting" (start machine);
        guard = machine.config.systemd.services.k3s-migrate-guard.before;
        limits = map (name: machine.config.systemd.services.${name}.serviceConfig.TimeoutStartSec) [
          "k3s-migrate"
          "k3s-migrate-guard"
          "k3s-migrate-retry"
        ];
        again = [
          machine.config.systemd.timers.k3s-migrate-retry.timerConfig.OnCalendar
          machine.config.systemd.services.k3s-migrate-retry.unitConfig.ConditionPathExists
        ];
        create = has "--create" (start machine);
        released = has "--start-released" (start machine);
        bootWaits = !has "--unless-confirmed" (start machine) || lib.elem "k3s.service" unit.after;
        secrets = lib.elem "agenix-install-secrets.service" unit.after;
      };
      wanted = {
        install = true;
        confirm = true;
        prune = true;
        generations = true;
        before = [ "podman-db.service" ];
        guard = [ "podman-db.service" ];
        limits = [
          "10min"
          "30s"
          "10min"
        ];
        again = [
          "*:0/2"
          "/var/lib/k3s-migrate/waits"
        ];
        create = true;
        starting = true;
        released = true;
        bootWaits = false;
        secrets = true;
      };
    };

  "podman does not start what K3s may still run, wherever the module is imported" =
    let
      gates =
        more:
        lib.mapAttrs (_: unit: unit.unitConfig.AssertPathExists or [ ])
          (host [
            (containers [
              "db"
              "web"
            ])
            (moves [ "web" ])
            { virtualisation.oci-containers.containers.db.serviceName = "database"; }
            more
          ]).config.systemd.services;
      kept = {
        database = [
          "!/var/lib/k3s-migrate/held/database.service"
          "!/var/lib/k3s-migrate/held-containers/db"
        ];
        podman-web = [ ];
      };
      ours = [
        "k3s-migrate"
        "k3s-migrate-guard"
        "k3s-migrate-retry"
      ];
      docker = {
        virtualisation.oci-containers.backend = "docker";
        virtualisation.oci-containers.containers.db.serviceName = lib.mkForce "docker-db";
      };
    in
    {
      found =
        map (more: removeAttrs (gates more) ours) [
          { }
          { services.k3sMigrate.install.confirm = false; }
          { services.k3sMigrate.install.enable = false; }
          { services.k3s.role = "agent"; }
          { services.k3sMigrate.enable = lib.mkForce false; }
        ]
        ++ [ (gates docker).docker-db ];
      wanted = [
        kept
        kept
        kept
        kept
        # Switched off, podman has all of them.
        (
          kept
          // {
            podman-web = [
              "!/var/lib/k3s-migrate/held/podman-web.service"
              "!/var/lib/k3s-migrate/held-containers/web"
            ];
          }
        )
        # The container is the same, under another unit.
        [
          "!/var/lib/k3s-migrate/held/docker-db.service"
          "!/var/lib/k3s-migrate/held-containers/db"
        ]
      ];
    };

  "how it installs can be chosen" =
    let
      machine = host [
        (containers [ "web" ])
        {
          services.k3sMigrate.install = {
            confirm = false;
            prune = "keep";
            keepGenerations = 9;
          };
        }
      ];
    in
    {
      found = [
        (has "--confirm" (start machine))
        (has "--prune keep" (start machine))
        (has "--generations 9" (start machine))
      ];
      wanted = [
        false
        true
        true
      ];
    };

  "or left to the operator" = {
    found =
      (host [
        (containers [ "web" ])
        { services.k3sMigrate.install.enable = false; }
      ]).config.systemd.services
        ? k3s-migrate;
    wanted = false;
  };

  "an agent makes what only it can make" =
    let
      machine = host [
        (containers [ "web" ])
        { services.k3s.role = "agent"; }
      ];
    in
    {
      found = [
        (has "--profiles" (start machine))
        (has "--confirm" (start machine))
      ];
      wanted = [
        true
        false
      ];
    };

  "the manifests are for the Kubernetes of the oldest host" = {
    found =
      let
        of = modules: (host modules).config.services.k3sMigrate.compiles.settings.kubernetes;
        agent =
          version:
          host [
            (k3s version)
            {
              networking.hostName = "cloud";
              services.k3s.role = "agent";
            }
          ];
        with' = version: { services.k3sMigrate.hosts.cloud = agent version; };
      in
      map of [
        [ ]
        [ (k3s "1.36.2+k3s1") ]
        [ (k3s "1.38.0+k3s1") ]
        [
          (k3s "1.36.2+k3s1")
          (with' "1.35.1+k3s1")
        ]
        [
          (k3s "1.36.2+k3s1")
          (with' "1.37.1+k3s1")
        ]
        [
          (k3s "1.36.2+k3s1")
          { services.k3sMigrate.settings.kubernetes = "1.34"; }
        ]
      ];
    wanted = [
      "1.34"
      "1.36"
      "1.37"
      "1.35"
      "1.36"
      "1.34"
    ];
  };

  "a K3s that is too old" = {
    found = broken [
      (containers [ "web" ])
      (k3s "1.33.5+k3s1")
    ];
    wanted = [
      "services.k3sMigrate: `services.k3s.package` is 1.33.5+k3s1, and manifests are written for 1.34 and later; set `services.k3s.package` to a newer one"
    ];
  };

  "what is chosen at a container stands in the settings" = {
    found =
      (contributes [
        (containers [ "web" ])
        {
          virtualisation.oci-containers.containers.web.k3s = {
            exposure = "loadBalancer";
            accept = [ "K3M440" ];
            replicas = 2;
          };
          services.k3s.nodeName = "node-1";
        }
      ]).settings;
    wanted = {
      containers."storage/web" = {
        exposure = "loadBalancer";
        accept = [ "K3M440" ];
        replicas = 2;
      };
      hosts.storage.node = "node-1";
    };
  };

  "and is no option of podman's" = {
    found =
      (contributes [
        (containers [ "web" ])
        { virtualisation.oci-containers.containers.web.k3s.exposure = "none"; }
      ]).hosts.storage.containers.web
        ? k3s;
    wanted = false;
  };

  "an image that Nix built is there for K3s" = {
    found = map (image: image.name) (
      (host [
        (
          { pkgs, ... }:
          {
            virtualisation.oci-containers.containers = {
              file = {
                image = "file:1";
                imageFile = pkgs.writeText "file.tar.gz" "";
              };
              # Two containers of one image.
              twin = {
                image = "file:1";
                imageFile = pkgs.writeText "file.tar.gz" "";
              };
              kept = {
                image = "kept:1";
                imageFile = pkgs.writeText "kept.tar.gz" "";
                k3s.enable = false;
              };
              stream = {
                image = "stream:1";
                imageStream = pkgs.writeText "stream" "";
              };
            };
          }
        )
      ]).config.services.k3s.images
    );
    wanted = [
      "file.tar.gz"
      "stream.tar"
    ];
  };

  "the bundle of a fleet is that of its server" =
    let
      cloud = host [
        (containers [ "ntfy" ])
        {
          networking.hostName = "cloud";
          services.k3s.role = "agent";
        }
      ];
      storage = host [
        (containers [ "web" ])
        { services.k3sMigrate.hosts = { inherit cloud; }; }
      ];
      fleet = { inherit cloud storage; };
    in
    {
      found = [
        ((manifestsFor fleet).drvPath == storage.config.services.k3sMigrate.manifests.drvPath)
        (builtins.tryEval (manifestsFor {
          inherit cloud;
        })).success
        (builtins.tryEval (manifestsFor {
          a = storage;
          b = storage;
        })).success
      ];
      wanted = [
        true
        false
        false
      ];
    };

  "a secret that only an agent has" =
    let
      # As agenix and sops-nix declare theirs.
      secrets =
        tool: kind: paths:
        { lib, ... }:
        {
          options.${tool}.${kind} = lib.mkOption {
            default = lib.genAttrs paths (path: {
              inherit path;
            });
          };
        };
      cloud = host [
        (secrets "age" "secrets" [
          "/run/agenix/a.env"
          "/run/agenix/registry"
          "/run/agenix/kept.env"
          "/run/agenix/unused.env"
        ])
        (secrets "sops" "templates" [ "/run/secrets/rendered/b.env" ])
        {
          networking.hostName = "cloud";
          services.k3s.role = "agent";
          virtualisation.oci-containers.containers = {
            ntfy = {
              image = "ntfy:1";
              environmentFiles = [
                "/run/agenix/a.env"
                # Nobody knows who makes this one.
                "/srv/ntfy.env"
              ];
              extraOptions = [ "--env-file=/run/secrets/rendered/b.env" ];
              login = {
                username = "me";
                registry = "registry.example.org";
                passwordFile = "/run/agenix/registry";
              };
            };
            kept = {
              image = "kept:1";
              environmentFiles = [ "/run/agenix/kept.env" ];
              k3s.enable = false;
            };
          };
        }
      ];
      server =
        modules:
        [
          {
            services.k3sMigrate.hosts = { inherit cloud; };
            networking.firewall.enable = false;
          }
        ]
        ++ modules;
    in
    {
      found = map (modules: said (server modules)) [
        [ ]
        [
          (secrets "sops" "secrets" [ "/run/agenix/registry" ])
          (secrets "age" "secrets" [ "/run/agenix/a.env" ])
        ]
        [
          (secrets "age" "secrets" [
            "/run/agenix/a.env"
            "/run/agenix/registry"
            "/run/secrets/rendered/b.env"
          ])
        ]
      ];
      wanted =
        let
          says = paths: [
            "services.k3sMigrate: Secrets of containers of cloud are made on this host, from ${paths}, which only cloud declares; declare it here, too, at the same path"
          ];
        in
        [
          (says "/run/agenix/a.env, /run/agenix/registry, /run/secrets/rendered/b.env")
          (says "/run/secrets/rendered/b.env")
          [ ]
        ];
    };

  "K3s is needed" = {
    found = broken [
      (containers [ "web" ])
      { services.k3s.enable = false; }
    ];
    wanted = [ "services.k3sMigrate: K3s does not run here; set `services.k3s.enable = true`" ];
  };

  "a name that is no container" = {
    found = broken [
      (containers [ "web" ])
      (moves [ "wbe" ])
    ];
    wanted = [
      "services.k3sMigrate: `containers` names wbe, and `virtualisation.oci-containers.containers` has no such container"
    ];
  };

  "who stays cannot depend on who moves" = {
    found = broken [
      (containers [ "db" ])
      {
        virtualisation.oci-containers.containers.web = {
          image = "web:1";
          dependsOn = [ "db" ];
        };
      }
      (moves [ "db" ])
    ];
    wanted = [
      "services.k3sMigrate: `web` stays with podman and depends on `db`, which moves and whose unit is masked; set `virtualisation.oci-containers.containers.web.k3s.enable = true`, or `virtualisation.oci-containers.containers.db.k3s.enable = false`"
    ];
  };

  "who moves may depend on who stays" = {
    found = broken [
      (containers [ "db" ])
      {
        virtualisation.oci-containers.containers.web = {
          image = "web:1";
          dependsOn = [ "db" ];
        };
      }
      (moves [ "web" ])
    ];
    wanted = [ ];
  };

  "a network is not parted from its owner, however it is written" = {
    found =
      map
        (
          options:
          broken [
            (containers [ "vpn" ])
            {
              virtualisation.oci-containers.containers.torrent = {
                image = "torrent:1";
              }
              // options;
            }
            (moves [ "vpn" ])
          ]
        )
        [
          { extraOptions = [ "--network=container:vpn" ]; }
          {
            extraOptions = [
              "--net"
              "container:vpn"
            ];
          }
          { networks = [ "container:vpn" ]; }
          { extraOptions = [ "--network=host" ]; }
        ];
    wanted =
      let
        said = [
          "services.k3sMigrate: `torrent` shares something with `vpn` (`--network=container:`, `--pid`, `--ipc`, `--volumes-from` or `--pod`), and only one of them moves; set `k3s.enable` of both to the same"
        ];
      in
      [
        said
        said
        said
        [ ]
      ];
  };

  "volumes that the engine would prune" =
    let
      prune = engine: flags: {
        virtualisation.${engine}.autoPrune = {
          enable = true;
          inherit flags;
        };
      };
      script = text: { systemd.services.tidy.script = text; };
      with' =
        more:
        broken [
          (containers [ "web" ])
          more
        ];
      told = where: [
        "services.k3sMigrate: `virtualisation.${where}.autoPrune.flags` has `--volumes`, and for the engine the volumes of moved containers are unused: it would delete their data; take it out"
      ];
      unit = [
        "services.k3sMigrate: the script of systemd.services.tidy prunes volumes, and for the engine the volumes of moved containers are unused: it would delete their data; take it out"
      ];
    in
    {
      found = map with' [
        (prune "podman" [ "--volumes" ])
        (prune "podman" [ "--all --volumes" ])
        (prune "podman" [ "--volumes=true" ])
        (prune "docker" [ "--volumes" ])
        (prune "podman" [ "--all" ])
        (prune "podman" [ "--volumes=false" ])
        (script "podman volume prune -f")
        (script "/run/current-system/sw/bin/podman system prune --all --volumes --force")
        (script "podman image prune --all\npodman volume ls")
      ];
      wanted = [
        (told "podman")
        (told "podman")
        (told "podman")
        (told "docker")
        [ ]
        [ ]
        unit
        unit
        [ ]
      ];
    };

  "containers that share something stay together" =
    let
      shared =
        options:
        broken [
          (containers [
            "app"
            "vpn"
          ])
          (moves [ "app" ])
          {
            virtualisation.oci-containers.containers = {
              app.extraOptions = options;
              vpn.extraOptions = [
                "--name"
                "tunnel"
                "--pod=net"
              ];
            };
          }
        ] != [ ];
    in
    {
      found = map shared [
        [ "--network=container:tunnel" ]
        [
          "--network"
          "container:tunnel"
        ]
        [ "--net=container:tunnel" ]
        [ "--pid=container:tunnel" ]
        [
          "--ipc"
          "container:tunnel"
        ]
        [ "--volumes-from=tunnel:ro" ]
        [ "--pod=net" ]
        [
          "--pod"
          "net"
        ]
        # Its attribute is not its name.
        [ "--network=container:vpn" ]
        [ "--pod=other" ]
        [ "--network=host" ]
      ];
      wanted = [
        true
        true
        true
        true
        true
        true
        true
        true
        false
        false
        false
      ];
    };

  "a server that joins another one" = {
    found =
      let
        joins =
          more:
          lib.any (lib.hasInfix "joins `https://first:6443`") (said [
            (containers [ "web" ])
            { services.k3s.serverAddr = "https://first:6443"; }
            more
          ]);
      in
      map joins [
        { }
        { services.k3sMigrate.install.enable = false; }
        { services.k3s.role = "agent"; }
      ];
    wanted = [
      true
      false
      false
    ];
  };

  "a service of the host that needs a masked unit" = {
    found = said [
      (containers [ "web" ])
      {
        networking.firewall.enable = false;
        systemd.services.report.requires = [ "podman-web.service" ];
      }
    ];
    wanted = [
      "services.k3sMigrate: systemd.services.report requires podman-web.service, which is masked because its container moved: it will not start"
    ];
  };

  "a script that restarts what K3s runs" = {
    found = said [
      (containers [ "web" ])
      {
        networking.firewall.enable = false;
        systemd.services.update.script = "systemctl restart podman-web.service";
        systemd.services.harmless.script = "systemctl restart podman-db.service";
      }
    ];
    wanted = [
      "services.k3sMigrate: the script of systemd.services.update names web, which K3s runs now; it has to use kubectl"
    ];
  };

  "a container that stays and whose unit is made to need a masked one" = {
    found = said [
      (containers [
        "db"
        "web"
      ])
      (moves [ "db" ])
      {
        networking.firewall.enable = false;
        systemd.services.podman-web.requires = [ "podman-db.service" ];
      }
    ];
    wanted = [
      "services.k3sMigrate: systemd.services.podman-web requires podman-db.service, which is masked because its container moved: it will not start"
    ];
  };

  "a command that restarts what K3s runs, and one whose unit has a longer name" = {
    found = said [
      (containers [ "web" ])
      {
        networking.firewall.enable = false;
        systemd.services.update.serviceConfig.ExecStart = [ "/bin/systemctl restart podman-web" ];
        systemd.services.dav.script = "systemctl restart podman-webdav.service old-podman-web";
      }
    ];
    wanted = [
      "services.k3sMigrate: the script of systemd.services.update names web, which K3s runs now; it has to use kubectl"
    ];
  };

  "a hook of a backup that enters what K3s runs" = {
    found = said [
      (containers [
        "db"
        "web"
      ])
      (moves [ "db" ])
      {
        # As NixOS declares them.
        options.services = {
          restic.backups = lib.mkOption {
            default = {
              one.backupPrepareCommand = "podman exec db pg_dump > /srv/dump";
              two.backupPrepareCommand = null;
              three.backupPrepareCommand = "podman exec web true\necho db";
            };
          };
          borgbackup.jobs = lib.mkOption {
            default.all = {
              preHook = "systemctl stop podman-db";
              postHook = "";
            };
          };
        };
      }
      {
        networking.firewall.enable = false;
        systemd.services.dump.script = "/run/current-system/sw/bin/podman exec -t db pg_dump";
        systemd.services.dav.script = "podman exec dbx true";
        systemd.services.net.script = "podman network rm db; podman network create db";
        systemd.services.pull.script = "podman pull db";
      }
    ];
    wanted =
      map (what: "services.k3sMigrate: ${what} names db, which K3s runs now; it has to use kubectl")
        [
          "a command of services.borgbackup.jobs.all"
          "a command of services.restic.backups.one"
          "the script of systemd.services.dump"
        ];
  };

  "a timer of a masked unit, by its name or by `Unit`" = {
    found = said [
      (containers [ "web" ])
      {
        networking.firewall.enable = false;
        systemd.timers.podman-web.timerConfig.OnCalendar = "daily";
        systemd.timers.nightly.timerConfig.Unit = "podman-web.service";
        systemd.timers.harmless.timerConfig.OnCalendar = "daily";
      }
    ];
    wanted = [
      "services.k3sMigrate: systemd.timers.nightly starts podman-web.service, which is masked because its container moved; set `systemd.timers.nightly.enable = false`"
      "services.k3sMigrate: systemd.timers.podman-web starts podman-web.service, which is masked because its container moved; set `systemd.timers.podman-web.enable = false`"
    ];
  };

  "what K3s is told to leave out by a flag" = {
    found =
      map
        (
          flags:
          let
            modules = [
              {
                networking.firewall.enable = false;
                services.k3s.extraFlags = flags;
                virtualisation.oci-containers.containers.web = {
                  image = "web:1";
                  ports = [ "80:80" ];
                };
              }
            ];
          in
          {
            warned = lib.length (said modules);
            refused = lib.length (broken modules);
          }
        )
        [
          "--disable traefik"
          [ "--disable=metrics-server,servicelb" ]
          [ "--write-kubeconfig-mode=644" ]
          [
            "--disable"
            "k3s-migrate-web"
          ]
        ];
    wanted = [
      {
        refused = 0;
        warned = 0;
      }
      {
        refused = 0;
        warned = 0;
      }
      {
        refused = 0;
        warned = 1;
      }
      {
        refused = 1;
        warned = 1;
      }
    ];
  };

  "ports that Traefik takes" = {
    found =
      map
        (
          port:
          lib.length (said [
            {
              networking.firewall.enable = false;
              virtualisation.oci-containers.containers.web = {
                image = "web:1";
                ports = [ port ];
              };
            }
          ])
        )
        [
          "80:80"
          "0.0.0.0:443:8443"
          "443:443/udp"
          "8080:80"
          "127.0.0.1:8443:443"
        ];
    wanted = [
      1
      1
      1
      0
      0
    ];
  };

  "Pods that the firewall keeps from the host" = {
    found =
      map
        (
          trusted:
          lib.length (said [
            (containers [ "web" ])
            { networking.firewall.trustedInterfaces = trusted; }
          ])
        )
        [
          [ ]
          [ "cni0" ]
        ];
    wanted = [
      1
      0
    ];
  };
}
