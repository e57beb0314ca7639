{ virtualisation.oci-containers.containers.hidden.image = "x"; }
