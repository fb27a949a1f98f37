int n = "three";
