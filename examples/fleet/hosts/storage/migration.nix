# What moves to K3s. Everything here can be undone: delete a name, deploy, and podman runs the container again.
{ fleet, ... }:
{
  services.k3sMigrate = {
    enable = true;
    containers = "all";
    # What the agent moves is installed from here.
    hosts = { inherit (fleet) cloud; };
    namespace = "storage";
    settings = {
      # What `host.containers.internal` means inside a Pod.
      hosts.storage.address = "192.168.1.2";
      # Units waited for the disk, one by one; K3s waits for it as a whole, below.
      accept = [ "K3M323" ];
    };
  };

  # No Pod starts on an empty folder.
  systemd.services.k3s.unitConfig.RequiresMountsFor = [ "/mnt/storage" ];

  virtualisation.oci-containers.containers = {
    # A USB stick, Bluetooth and multicast: nothing is gained by a Pod. It stays with podman for good.
    home-assistant.k3s.enable = false;
    # Runs from a timer, weekly; podman does that well.
    backup.k3s.enable = false;
  };
}
