package dev.descent.datasets.reading;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image: one plane if it is grey, else three planes red, green, blue; 8 bits a pixel. Transparency is dropped.
 */
record ImageFile(int width, int height, int channels, byte[] planes) {
    /**
     * Decodes PNG, JPEG, GIF (the first picture) and BMP. The size is checked before any pixel is decoded.
     *
     * @return null if it is none of these
     * @throws IOException if it is one of these but damaged, or larger than {@code maxPixels}
     */
    static @Nullable ImageFile decode(byte[] bytes, int maxPixels) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return null;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > maxPixels) {
                    throw new IOException("it has " + width + "x" + height + " pixels; allowed are " + maxPixels);
                }
                return of(reader.read(0));
            } catch (RuntimeException e) {
                // Readers of the JDK fail in many ways on damaged files.
                throw new IOException("it is damaged", e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static ImageFile of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int size = width * height;
        boolean indexed = image.getColorModel() instanceof IndexColorModel;
        if (!indexed && image.getRaster().getNumBands() <= 2) {
            return new ImageFile(width, height, 1, grey(image));
        }
        byte[] planes = new byte[3 * size];
        boolean grey = indexed;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = image.getRGB(x, y);
                int i = y * width + x;
                planes[i] = (byte) (rgb >> 16);
                planes[size + i] = (byte) (rgb >> 8);
                planes[2 * size + i] = (byte) rgb;
                grey &= planes[i] == planes[size + i] && planes[i] == planes[2 * size + i];
            }
        }
        // A palette of greys is how GIF and small PNG files store grey images.
        return grey
                ? new ImageFile(width, height, 1, Arrays.copyOf(planes, size))
                : new ImageFile(width, height, 3, planes);
    }

    /** The samples as they are in the file: getRGB would bend them from linear grey to sRGB. */
    private static byte[] grey(BufferedImage image) {
        Raster raster = image.getRaster();
        int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
        byte[] plane = new byte[image.getWidth() * image.getHeight()];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                plane[y * image.getWidth() + x] = (byte) (raster.getSample(x, y, 0) >> shift);
            }
        }
        return plane;
    }
}
