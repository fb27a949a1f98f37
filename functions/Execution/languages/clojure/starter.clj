(require '[clojure.string :as str])

(defn solve [lines]
  (str "Hello, " (or (first lines) "world") "!"))

;; What is typed into the input box arrives on standard input.
(println (solve (remove str/blank? (str/split-lines (slurp *in*)))))
