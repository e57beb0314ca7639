# Where the operator wrote an option, for every style that definitions come in (tests/nix/positions).
{
  extract,
  plain,
  ...
}:
let
  # Of a container that the files define, the places of one option as `FILE:LINE:COLUMN`.
  places =
    files: name: option:
    let
      host = plain (map (file: ../positions + "/${file}.nix") files);
      found = extract {
        inherit (host) config options;
        source = toString ../positions;
      };
    in
    map (place: "${place.file}:${toString place.line}:${toString place.column}") (
      found.positions.${name}.${option} or [ ]
    );
  style = file: option: {
    found = places [ file ] file option;
  };
in
{
  "written out" = style "plain" "ports" // {
    wanted = [ "plain.nix:4:5" ];
  };
  "an attribute of an option" = style "plain" "environment/TZ" // {
    wanted = [ "plain.nix:6:7" ];
  };
  "as one path" = style "attrpath" "ports" // {
    wanted = [ "attrpath.nix:3:3" ];
  };
  "below mkIf" = style "mkif" "ports" // {
    wanted = [ "mkif.nix:6:7" ];
  };
  "below mkMerge, and not what its condition leaves out" = style "mkmerge" "ports" // {
    wanted = [ "mkmerge.nix:7:22" ];
  };
  "by genAttrs" = style "genattrs" "ports" // {
    wanted = [ "genattrs.nix:5:5" ];
  };
  "by mapAttrs" = style "mapattrs" "ports" // {
    wanted = [ "mapattrs.nix:5:5" ];
  };
  "by a function" = style "function" "ports" // {
    wanted = [ "function.nix:4:5" ];
  };
  "in three modules" = {
    found = builtins.sort builtins.lessThan (
      places [
        "first"
        "second"
        "third"
      ] "modules" "ports"
    );
    wanted = [
      "first.nix:4:5"
      "second.nix:2:3"
      "third.nix:3:3"
    ];
  };
  "by inherit" = {
    found = places [ "inherit" ] "inherit'" "ports";
    wanted = [ "inherit.nix:8:12" ];
  };
  "by //, where it stands" = style "update" "ports" // {
    wanted = [ "update.nix:3:5" ];
  };
  "from a variable, where it is used" = style "variable" "ports" // {
    wanted = [ "variable.nix:7:5" ];
  };
  "below mkForce" = style "mkforce" "image" // {
    wanted = [ "mkforce.nix:4:5" ];
  };
  "an attribute below mkDefault" = style "mkforce" "environment/TZ" // {
    wanted = [ "mkforce.nix:5:35" ];
  };
  "an attribute that nixpkgs named has no place of its own" = style "genattrs" "environment/TZ" // {
    wanted = [ ];
  };
  "an option that nobody wrote" = style "plain" "volumes" // {
    wanted = [ ];
  };
}
