# The monitoring stack: what an operator can choose of it, and what the host does for it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) literalExpression mkOption types;
  cfg = config.services.k3sMigrate;
  own = cfg.monitoring;

  # A file of the host, which no one may read in the store.
  secretFile = types.nullOr (
    types.addCheck types.str (path: lib.hasPrefix "/" path && !lib.hasPrefix builtins.storeDir path)
    // {
      description = "path of a file of the host, not in the store";
    }
  );
  span = types.strMatching "[1-9][0-9]{0,4}[smhdwy]";
  quantity = types.strMatching "[0-9.]+([KMGTPE]i?|[kmun])?";
  severities = mkOption {
    type = types.listOf (
      types.enum [
        "critical"
        "warning"
        "info"
      ]
    );
    default = [ ];
    description = "Severities that it is told of; all when empty.";
  };
  secret =
    description:
    mkOption {
      type = secretFile;
      default = null;
      example = "/run/secrets/alerts";
      inherit description;
    };
  text =
    description: example:
    mkOption {
      type = types.nullOr types.str;
      default = null;
      inherit description example;
    };

  page = reached: {
    type = types.nullOr (
      types.submodule {
        options = {
          type = mkOption {
            type = types.enum [
              "none"
              "nodePort"
              "loadBalancer"
              "hostPort"
              "ingress"
            ];
            description = "By what it is reached.";
          };
          port = mkOption {
            type = types.nullOr types.port;
            default = null;
            description = "Port of the node, for `nodePort` (30000 to 32767), `hostPort` and `loadBalancer`.";
          };
          host = text "Host name, for `ingress`." "grafana.example.org";
          class = text "`ingressClassName`; the cluster's default when `null`." "traefik";
          tlsSecret = text "Secret with the certificate of the host name." "grafana-tls";
        };
      }
    );
    default = null;
    example.type = "none";
    description = "How it is reached from outside the cluster. `null` is ${reached}.";
  };

  # Without what has no value: the settings have a default of their own for it.
  settled =
    value:
    if lib.isAttrs value && !lib.isDerivation value then
      lib.filterAttrs (_: each: each != null) (lib.mapAttrs (_: settled) value)
    else if lib.isList value then
      map settled value
    else
      value;

  # What NixOS writes for Prometheus, without what has no value.
  scraped =
    value:
    if lib.isAttrs value && !lib.isDerivation value then
      lib.mapAttrs (_: scraped) (lib.filterAttrs (name: each: name != "_module" && each != null) value)
    else if lib.isList value then
      map scraped value
    else
      value;

  # The exporter takes 9110 where some container has 9100.
  ports = [
    10250
  ]
  ++ lib.optional (own.exporters.node != "none") 9100
  ++ lib.optional (own.exporters.node == "pod") 9110
  ++ lib.optional own.exporters.smartctl 9633;
  backend = own.backend;
in
{
  options.services.k3sMigrate.monitoring = {
    enable = lib.mkEnableOption "metrics, alerts and dashboards of the cluster, in the bundle of this host";

    profile = mkOption {
      type = types.enum [
        "lean"
        "standard"
      ];
      default = "lean";
      description = "How large it is: `lean` is for nodes with 2 GiB of memory, `standard` for 4 GiB and more.";
    };

    backend = mkOption {
      type = types.enum [
        "prometheus"
        "victoriametrics"
      ];
      default = "victoriametrics";
      description = "What collects and keeps metrics: VictoriaMetrics with vmalert, or Prometheus.";
    };

    namespace = mkOption {
      type = types.strMatching "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
      default = "monitoring";
      description = "Namespace of all of it.";
    };

    retention = {
      metrics = mkOption {
        type = span;
        default = "15d";
        description = "How long metrics are kept, a day at least.";
      };
      metricsSize = mkOption {
        type = types.nullOr quantity;
        default = null;
        example = "15Gi";
        description = "Most that metrics may take of the disk; only Prometheus knows such a limit.";
      };
      alerts = mkOption {
        type = span;
        default = "120h";
        description = "How long Alertmanager keeps silences and notifications.";
      };
    };

    storage = {
      class = text "Storage class of the claims; the cluster's default when `null`." "longhorn";
      hostPath = mkOption {
        type = types.nullOr types.path;
        default = null;
        example = "/srv/monitoring";
        description = ''
          A folder of the node instead of claims; the module makes it, with a folder for each program in it. With several
          nodes, {option}`services.k3sMigrate.monitoring.placement.nodeSelector` has to name the node.
        '';
      };
      sizes = mkOption {
        type = types.submodule {
          options = lib.genAttrs [ "metrics" "grafana" "alertmanager" ] (
            name:
            mkOption {
              type = quantity;
              default = if name == "metrics" then "10Gi" else "1Gi";
              description = "Size of the claim of ${name}.";
            }
          );
        };
        default = { };
        description = "Sizes of the claims.";
      };
      acceptNfsRisk = mkOption {
        type = types.bool;
        default = false;
        description = "Whether Prometheus may keep its data on NFS, where it can be damaged beyond repair.";
      };
    };

    exposure = {
      grafana = mkOption (page "port 30030 of every node");
      alertmanager = mkOption (page "inside the cluster only");
      metrics = mkOption (page "inside the cluster only");
    };

    grafana = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether there is a Grafana.";
      };
      adminPasswordFile = secret ''
        File of the host with the password of the user `admin`. Without it there is no login, and everybody who reaches the
        page sees the dashboards.
      '';
      anonymous = mkOption {
        type = types.nullOr types.bool;
        default = null;
        description = "Whether everybody sees the dashboards without a login. `null` is yes without a password, and no with one.";
      };
      embedding = mkOption {
        type = types.bool;
        default = false;
        description = "Whether other pages may show it in a frame.";
      };
      dashboards = mkOption {
        type = types.listOf types.path;
        default = [ ];
        example = literalExpression "[ ./energy.json ]";
        description = "Files with dashboards of your own, as Grafana exports them.";
      };
    };

    alerts = {
      enable = mkOption {
        type = types.bool;
        default = true;
        description = "Whether there are alerts, and Alertmanager.";
      };
      disable = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "NodeCPUHigh" ];
        description = "Names of alerts to leave out.";
      };
      thresholds = mkOption {
        type = types.attrsOf types.ints.unsigned;
        default = { };
        example.diskFreePercent = 5;
        description = "When alerts fire; `docs/monitoring.md` lists the names.";
      };
      extraRules = mkOption {
        type = types.listOf types.path;
        default = [ ];
        example = literalExpression "[ ./rules.yml ]";
        description = "Files with rules of your own, as Prometheus reads them.";
      };
    };

    notify = {
      webhooks = mkOption {
        type = types.listOf (
          types.submodule {
            options = {
              url = text "Its address, where that is not a secret." "http://hub.example.org/alerts";
              urlFile = secret "File of the host with its address.";
              inherit severities;
            };
          }
        );
        default = [ ];
        description = "Webhooks that are told of alerts.";
      };
      slack = mkOption {
        type = types.nullOr (
          types.submodule {
            options = {
              urlFile = secret "File of the host with the address of the incoming webhook.";
              channel = text "Name of the channel; that of the webhook when `null`." "#alerts";
              inherit severities;
            };
          }
        );
        default = null;
        description = "A channel of Slack that is told of alerts.";
      };
      email = mkOption {
        type = types.nullOr (
          types.submodule {
            options = {
              to = mkOption {
                type = types.str;
                description = "Recipients, with commas between them.";
              };
              from = mkOption {
                type = types.str;
                description = "Sender.";
              };
              smarthost = mkOption {
                type = types.str;
                example = "mail.example.org:587";
                description = "Server with its port.";
              };
              user = text "User of the server; no login when `null`." "alerts";
              passwordFile = secret "File of the host with the user's password.";
              inherit severities;
            };
          }
        );
        default = null;
        description = "Mail about alerts.";
      };
      deadman = mkOption {
        type = types.nullOr (
          types.submodule {
            options = {
              url = text "Its address, where that is not a secret." "https://ping.example.org/abc";
              urlFile = secret "File of the host with its address.";
            };
          }
        );
        default = null;
        description = "A service outside the cluster that tells you when it is no longer told anything.";
      };
    };

    scrape = {
      apps = mkOption {
        type = types.bool;
        default = true;
        description = "Whether containers that are known to have metrics are scraped.";
      };
      probes = mkOption {
        type = types.bool;
        default = false;
        description = "Whether the blackbox exporter asks all other containers: a request where a port is known to speak HTTP, or a connection.";
      };
      interval = mkOption {
        type = types.nullOr span;
        default = null;
        example = "60s";
        description = "Time between two scrapes. `null` is `30s`.";
      };
      importFrom = mkOption {
        type = types.listOf types.path;
        default = [ ];
        example = literalExpression "[ config.services.k3sMigrate.monitoring.nixosScrapeConfigs ]";
        description = ''
          Files with the `scrape_configs` of Prometheus to go on with, and the files of targets that these name in
          `file_sd_configs`. Names of containers become names of Services, and what cannot be found is an error.
        '';
      };
      extra = mkOption {
        type = types.attrsOf (types.listOf types.str);
        default = { };
        example.router = [ "192.0.2.1:9100" ];
        description = "Further targets, `host:port` by the name of the job.";
      };
      etcd = mkOption {
        type = types.bool;
        default =
          config.services.k3s.clusterInit or false
          && lib.elem "--etcd-expose-metrics" (lib.toList (config.services.k3s.extraFlags or [ ]));
        defaultText = literalExpression "whether this K3s has an embedded etcd, and `--etcd-expose-metrics` in its flags";
        description = "Whether the cluster has an embedded etcd that shows its metrics.";
      };
    };

    exporters = {
      node = mkOption {
        type = types.enum [
          "pod"
          "host"
          "none"
        ];
        default = if config.services.prometheus.exporters.node.enable or false then "host" else "pod";
        defaultText = literalExpression ''"host" where `services.prometheus.exporters.node` is on, else "pod"'';
        description = "Who measures the nodes: a Pod on every node, a service of the hosts on port 9100, or no one.";
      };
      smartctl = mkOption {
        type = types.bool;
        default = false;
        description = "Whether disks are asked for their health (SMART): a privileged Pod on every node.";
      };
    };

    networkPolicies = mkOption {
      type = types.bool;
      default = true;
      description = "Whether policies let in only those who have to reach the stack.";
    };

    placement = {
      nodeSelector = mkOption {
        type = types.attrsOf types.str;
        default = { };
        example."kubernetes.io/hostname" = "storage";
        description = "Labels that a node must have, for the Pods that are not on every node.";
      };
      avoidNodes = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "openmediavault" ];
        description = "Nodes that get these Pods only where no other has room.";
      };
    };

    nodeMemory = mkOption {
      type = types.nullOr quantity;
      default = null;
      example = "8Gi";
      description = "Memory of the smallest node, for the budget. `null` is `2Gi` for the lean profile, `4Gi` for the standard one.";
    };

    images = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example.grafana = "registry.example.org/grafana:12.4.11";
      description = "Other images than those of this version, by the name of the program.";
    };

    nixosScrapeConfigs = mkOption {
      type = types.package;
      readOnly = true;
      description = "The jobs of {option}`services.prometheus.scrapeConfigs` of this host, for {option}`services.k3sMigrate.monitoring.scrape.importFrom`.";
    };
  };

  config = {
    services.k3sMigrate = {
      settings.monitoring = lib.mkIf own.enable (settled (removeAttrs own [ "nixosScrapeConfigs" ]));
      monitoring.nixosScrapeConfigs = pkgs.writeText "scrape-configs.json" (
        builtins.toJSON { scrape_configs = scraped (config.services.prometheus.scrapeConfigs or [ ]); }
      );
    };

    # Pods of the stack come from this interface, and the firewall drops what it does not know.
    networking.firewall.interfaces.cni0.allowedTCPPorts = lib.mkIf (cfg.enable && own.enable) ports;

    # A folder of the node that a Pod may write to.
    systemd.tmpfiles.rules = lib.mkIf (cfg.enable && own.enable && own.storage.hostPath != null) (
      map (each: "d ${own.storage.hostPath}/${each.name} 0750 ${each.user} ${each.user} -") (
        [
          {
            name = backend;
            user = "65534";
          }
        ]
        ++ lib.optional own.alerts.enable {
          name = "alertmanager";
          user = "65534";
        }
        ++ lib.optional own.grafana.enable {
          name = "grafana";
          user = "472";
        }
      )
    );
  };
}
