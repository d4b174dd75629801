package dev.descent;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulesTest {
    @Test
    void aModuleUsesOnlyTheBasePackagesOfOthersAndNoCycleForms() {
        ApplicationModules.of(Descent.class).verify();
    }
}
