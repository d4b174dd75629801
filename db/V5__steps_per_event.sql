-- One event may cover several steps in a row: who takes the first of them has paid for all.

-- Steps are reserved and charged as whole events.
alter table ledger_reservation
    add column steps_per_event bigint not null default 1 check (steps_per_event > 0),
    add check (planned_steps % steps_per_event = 0 and reserved_steps % steps_per_event = 0
               and charged_steps % steps_per_event = 0 and charged_to % steps_per_event = 0);

-- What the steps of an entry cost is the price of its event, for every so many of them.
alter table ledger_entry
    add column steps_per_event bigint not null default 1 check (steps_per_event > 0);

-- Equal events of different jobs may cover different numbers of steps: totals count events.
alter table ledger_total rename column spent_steps to spent_events;
alter table ledger_total rename column reserved_steps to reserved_events;
