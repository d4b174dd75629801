package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.catalog.drawing.Drawing;
import dev.descent.catalog.drawing.Star;
import org.junit.jupiter.api.Test;

class SpecWriterTest {
    private final SpecWriter writer = new SpecWriter();

    @Test
    void writesTheTypeFirstAndEveryOptionNullsIncluded() {
        assertThat(writer.write(new Star()))
                .hasToString("{\"type\":\"star\",\"rays\":5,\"line_width\":0.5,\"dash\":null}");
    }

    @Test
    void writesEveryTypeOfOption() {
        assertThat(writer.write(new Drawing("a")).toString().replace('"', '\''))
                .isEqualTo("{'title':'a','shape':{'type':'circle','radius':1.0},'background':[],'brushes':[],"
                        + "'copies':1,'serial':0,'offset':0,'scale':1.0,'visible':true,'paper':'plain',"
                        + "'frame':{'inner':1,'outer':2},'labels':{},'drying':'PT30M','grid':[1],'gaps':[],"
                        + "'spare':null,'signature':null}");
    }
}
