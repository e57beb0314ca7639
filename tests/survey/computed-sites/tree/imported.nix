{ virtualisation.oci-containers = import ./others.nix; }
