# Numbers: collected by prometheus, shown by grafana, those of the host from node-exporter.
{ pkgs, ... }:
let
  scrape = pkgs.writeText "prometheus.json" (
    builtins.toJSON {
      scrape_configs = [
        {
          job_name = "node";
          static_configs = [ { targets = [ "host.containers.internal:9100" ]; } ];
        }
      ];
    }
  );
in
{
  virtualisation.oci-containers.containers = {
    grafana = {
      image = "docker.io/grafana/grafana:11.4.0";
      dependsOn = [ "prometheus" ];
      environment = {
        GF_ANALYTICS_REPORTING_ENABLED = "no";
        GF_SERVER_ROOT_URL = "https://grafana.example.org";
      };
      networks = [ "monitoring" ];
      ports = [ "127.0.0.1:3001:3000" ];
      user = "472:0";
      volumes = [ "grafana:/var/lib/grafana" ];
      extraOptions = [
        "--memory=512m"
        "--health-cmd=wget -q --spider http://localhost:3000/api/health || exit 1"
        "--health-interval=1m"
      ];
    };

    node-exporter = {
      image = "quay.io/prometheus/node-exporter:v1.8.2";
      cmd = [ "--path.rootfs=/host" ];
      volumes = [ "/:/host:ro,rslave" ];
      extraOptions = [
        "--network=host"
        "--pid=host"
      ];
    };

    prometheus = {
      image = "docker.io/prom/prometheus:v2.55.1";
      cmd = [
        "--config.file=/etc/prometheus/prometheus.yml"
        "--storage.tsdb.retention.time=90d"
      ];
      networks = [ "monitoring" ];
      # JSON is YAML, too.
      volumes = [
        "${scrape}:/etc/prometheus/prometheus.yml:ro"
        "prometheus:/prometheus"
      ];
      extraOptions = [ "--memory=1g" ];
    };
  };
}
