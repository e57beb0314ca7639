{ lib, ... }:
{
  virtualisation.oci-containers.containers.web = {
    extraOptions = lib.mkAfter [
      "--device"
      "/dev/dri"
      "--pids-limt=10"
    ];
    environment = {
      DB_PASSWORD = "hunter2";
      "A=B" = "c";
    };
    environment.PLAIN = "yes";
    labels = {
      "io.containers.autoupdate" = "registry";
    };
  };
}
