# Moves the containers that podman runs on this host to K3s, one by one: `services.k3sMigrate`.
{
  imports = [
    ./assertions.nix
    ./install.nix
    ./manifests.nix
    ./monitoring.nix
    ./options.nix
  ];
}
