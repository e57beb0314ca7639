{ config, ... }:
let
  name = "paper";
  tags = rec {
    major = "2";
    full = major + ".1";
  };
  app = "docker.io/library/" + name;
  outside = {
    image = "docker.io/library/outside:1";
  };
in
{
  virtualisation.oci-containers.containers = rec {
    ${name}.image = app + ":2";
    "${name}-db" = {
      image = "docker.io/library/postgres:${tags.full}";
      dependsOn = [ name ];
      volumes = [ ("/srv/" + name + ":/data") ];
    };
    inherit outside;
    copy = one;
    twin = base;
    base = {
      image = "docker.io/library/base:1";
    };
    one.image = if config.old then "docker.io/library/one:1" else "docker.io/library/one:2";
    ${config.other}.image = app;
    "${config.other}-db".image = app;
    set.${config.option} = app;
  };
}
