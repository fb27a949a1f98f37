(require '[lib.words :refer [greet]])

(println (greet "Ada"))
