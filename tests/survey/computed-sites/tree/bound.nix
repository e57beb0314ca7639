let
  shadowed = {
    outer.image = "docker.io/library/outer:1";
  };
in
{ fleet, ... }:
let
  containers = {
    seen = {
      inherit image;
    };
    inherit db;
  };
  db.image = "docker.io/library/postgres:16";
  image = "docker.io/library/seen:1";
  oci-containers = {
    containers.whole.image = "docker.io/library/whole:1";
  };
  all = {
    oci-containers.containers.deep.image = "docker.io/library/deep:1";
  };
in
{
  hosts.a.virtualisation.oci-containers = {
    inherit containers;
  };
  hosts.b.virtualisation = all;
  hosts.c.virtualisation.oci-containers.containers = shadowed;
  hosts.d =
    let
      shadowed.other = fleet.other;
    in
    {
      virtualisation.oci-containers = {
        containers = shadowed;
      };
    };
  hosts.e =
    let
      inherit (fleet) shadowed;
    in
    {
      virtualisation.oci-containers = {
        inherit (shadowed) backend;
        containers = shadowed;
      };
    };
  hosts.g.virtualisation.oci-containers.containers = shadowed;
  hosts.h.virtualisation = {
    inherit oci-containers;
  };
  hosts.f = shadowed: {
    virtualisation.oci-containers.containers = shadowed;
  };
}
