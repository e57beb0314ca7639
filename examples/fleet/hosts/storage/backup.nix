# Everything below /srv, and podman's volumes, once a week.
{ lib, ... }:
{
  virtualisation.oci-containers.containers.backup = {
    # Started by the timer only.
    autoStart = false;
    image = "docker.io/restic/restic:0.17.3";
    cmd = [
      "backup"
      "/data"
      "--tag"
      "weekly run"
    ];
    environmentFiles = [ "/run/agenix/restic.env" ];
    hostname = "storage";
    volumes = [
      "/srv:/data/srv:ro"
      "/var/lib/containers/storage/volumes:/data/volumes:ro"
      "/var/backup:/data/dumps:ro"
      "restic-cache:/root/.cache/restic"
    ];
  };

  systemd = {
    # A backup ends, and is not started again.
    services.podman-backup.serviceConfig.Restart = lib.mkForce "no";
    timers.podman-backup = {
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = "Sun 04:00";
        Persistent = true;
      };
    };
  };
}
