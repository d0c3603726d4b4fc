package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.junit.jupiter.api.Test;

class AzimuthExtensionTest {
    @Test
    void theKernelFindsIt() {
        assertThat(ServiceLoader.load(Extension.class)).hasExactlyElementsOfTypes(AzimuthExtension.class);
    }
}
