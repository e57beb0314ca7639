# What nix/extract.nix takes of nixpkgs' `lib`, as far as it takes it: so that its tests need nothing but Nix.
rec {
  inherit (builtins)
    attrNames
    attrValues
    concatLists
    concatMap
    elem
    filter
    head
    isAttrs
    isList
    isString
    listToAttrs
    mapAttrs
    tail
    zipAttrsWith
    ;
  any = builtins.any;
  concatStringsSep = builtins.concatStringsSep;
  init = list: builtins.genList (builtins.elemAt list) (builtins.length list - 1);
  last = list: builtins.elemAt list (builtins.length list - 1);
  filterAttrs =
    wanted: set:
    listToAttrs (
      concatMap (name: if wanted name set.${name} then [ (nameValuePair name set.${name}) ] else [ ]) (
        attrNames set
      )
    );
  genAttrs = names: make: listToAttrs (map (name: nameValuePair name (make name)) names);
  getAttrs = names: set: genAttrs names (name: set.${name});
  hasInfix = part: text: builtins.match ".*${part}.*" text != null;
  hasPrefix = start: text: builtins.substring 0 (builtins.stringLength start) text == start;
  hasSuffix =
    end: text:
    let
      rest = builtins.stringLength text - builtins.stringLength end;
    in
    rest >= 0 && builtins.substring rest (-1) text == end;
  id = value: value;
  intersectLists = one: filter (each: elem each one);
  isDerivation = value: value.type or null == "derivation";
  nameValuePair = name: value: { inherit name value; };
  optional = wanted: value: if wanted then [ value ] else [ ];
  optionalAttrs = wanted: set: if wanted then set else { };
  optionals = wanted: list: if wanted then list else [ ];
  removePrefix =
    start: text:
    if hasPrefix start text then builtins.substring (builtins.stringLength start) (-1) text else text;
  removeSuffix =
    end: text:
    if hasSuffix end text then
      builtins.substring 0 (builtins.stringLength text - builtins.stringLength end) text
    else
      text;
  splitString =
    separator: text:
    builtins.filter builtins.isString (
      builtins.split (if separator == "." then "[.]" else separator) text
    );
  toList = value: if isList value then value else [ value ];
  unique = builtins.foldl' (found: each: if elem each found then found else found ++ [ each ]) [ ];

  # What modules wrap definitions in.
  mkAfter = content: {
    _type = "order";
    priority = 1500;
    inherit content;
  };
  mkDefault = content: {
    _type = "override";
    priority = 1000;
    inherit content;
  };
  mkForce = content: {
    _type = "override";
    priority = 50;
    inherit content;
  };
  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
}
