(defn half [n]
  (when (odd? n) (throw (ex-info "odd" {:n n})))
  (quot n 2))

(println (half 3))
