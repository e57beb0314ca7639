{ fleet, ... }:
let
  inherit (fleet) shadowed;
in
{
  hosts.a.virtualisation.oci-containers = {
    backend = "podman";
    inherit (fleet) containers;
  };
  hosts.b.virtualisation = {
    inherit (fleet) oci-containers;
  };
  hosts.c.virtualisation.oci-containers.containers = shadowed;
  hosts.d.virtualisation.oci-containers = {
    inherit (fleet) backend;
  };
  hosts.e.virtualisation.oci-containers = {
    ${fleet.option}.web.image = "docker.io/library/web:1";
  };
  hosts.f.virtualisation.oci-containers.containers.web = {
    inherit (fleet) image extraOptions;
  };
}
