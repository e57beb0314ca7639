# Paperless with its database and its broker, on a network of their own.
let
  onNetwork = {
    networks = [ "paperless" ];
  };
in
{
  virtualisation.oci-containers.containers = {
    paperless = onNetwork // {
      image = "ghcr.io/paperless-ngx/paperless-ngx:2.13.5";
      dependsOn = [
        "paperless-db"
        "paperless-redis"
      ];
      environment = {
        PAPERLESS_DBHOST = "paperless-db";
        PAPERLESS_OCR_LANGUAGE = "deu+eng";
        PAPERLESS_REDIS = "redis://broker:6379";
        PAPERLESS_URL = "https://documents.example.org";
        USERMAP_GID = "100";
        USERMAP_UID = "1000";
      };
      environmentFiles = [ "/run/agenix/paperless.env" ];
      ports = [ "127.0.0.1:8000:8000" ];
      volumes = [
        "/mnt/storage/documents:/usr/src/paperless/media"
        "paperless-data:/usr/src/paperless/data"
      ];
    };

    paperless-db = onNetwork // {
      image = "docker.io/library/postgres:16.6";
      environmentFiles = [ "/run/agenix/paperless-db.env" ];
      volumes = [ "paperless-db:/var/lib/postgresql/data" ];
      extraOptions = [
        "--shm-size=256m"
        "--stop-timeout=60"
        "--health-cmd=pg_isready -U paperless"
      ];
    };

    paperless-redis = onNetwork // {
      image = "docker.io/library/redis:7.4.1";
      cmd = [
        "--save"
        "300 1"
      ];
      volumes = [ "paperless-redis:/data" ];
      extraOptions = [ "--network-alias=broker" ];
    };
  };

  systemd.services.podman-paperless.unitConfig.RequiresMountsFor = [ "/mnt/storage/documents" ];
}
