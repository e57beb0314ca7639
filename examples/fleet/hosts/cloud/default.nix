# A rented machine: an agent of K3s with what has to be reachable when the house is not.
{
  imports = [
    ../../modules/base.nix
    ../../modules/k3s.nix
    ../../modules/sites.nix
    ./hardware.nix
    ./migration.nix
    ./notifications.nix
    ./passwords.nix
  ];

  networking.hostName = "cloud";

  services.k3s = {
    role = "agent";
    # Over the VPN between the hosts: port 6443 of `storage` is not for the internet.
    serverAddr = "https://storage.internal:6443";
  };

  fleet.sites = {
    "passwords.example.org" = 8222;
    "push.example.org" = 2586;
    "status.example.org" = 8081;
  };

  system.stateVersion = "25.05";
}
