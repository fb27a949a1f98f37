proc half {n} {
    if {$n % 2} {
        error "odd: $n"
    }
    expr {$n / 2}
}

puts [half 3]
