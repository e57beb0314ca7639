# An agent has no manifests directory: its containers are part of what `storage` installs, and Secrets are made
# there, too. So the secrets of `gatus` have to be on both hosts, at the same path.
{
  services.k3sMigrate = {
    enable = true;
    containers = [
      "ntfy"
      "gatus"
    ];
  };
}
