package dev.descent.ledger;

/** Thrown when content has a budget already, and who asks may not change it. */
public class BudgetFixed extends RuntimeException {
    BudgetFixed(Budget budget) {
        super("these data have a privacy budget already, of epsilon " + budget.epsilon() + " and delta "
                + budget.delta());
    }
}
