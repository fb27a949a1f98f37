(require '[clojure.string :as str])

(let [[a b] (map parse-long (str/split (str/trim (slurp *in*)) #"\s+"))]
  (println (+ a b) (str/join "|" *command-line-args*)))
